def write(measured):
    pass
