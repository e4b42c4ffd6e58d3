def test_x(reader):
    p=reader.read()
    print(p.status, p.text[:3000])
    assert p.status==200
