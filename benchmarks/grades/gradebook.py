"""A platform that takes scores after a given latency and does nothing else: run as a process of its own.

It prints its port, then answers POST /token, POST …/scores, GET …/results, and GET /counts with what it was asked for.
After POST /away it answers tokens, scores and results with 503, until POST /back.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from urllib.parse import parse_qs, urlsplit

SCORES: dict[str, float] = {}
COUNTS: Counter[str] = Counter()
SWITCH = {"/away": "503 Service Unavailable", "/back": "200 OK"}
STATUS = {"now": SWITCH["/back"]}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float) -> None:
    COUNTS["connections"] += 1
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            line, *headers = head.decode("latin-1").split("\r\n")
            sizes = [header.partition(":")[2] for header in headers if header.lower().startswith("content-length:")]
            body = await reader.readexactly(int(sizes[0])) if sizes else b""
            target = line.split(" ")[1]
            STATUS["now"] = SWITCH.get(target, STATUS["now"])
            status = SWITCH["/back"] if target in ("/counts", *SWITCH) else STATUS["now"]
            answer = await _answer(target, body, latency) if status == SWITCH["/back"] else b"{}"
            writer.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\n" % status.encode())
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the other side hung up
    finally:
        writer.close()


async def _answer(target: str, body: bytes, latency: float) -> bytes:
    if target == "/counts":
        return json.dumps({**COUNTS, "people": len(SCORES), "sum": sum(SCORES.values())}).encode()
    if target in SWITCH:
        return b"{}"
    if target == "/token":
        COUNTS["tokens"] += 1
        return json.dumps({"access_token": "t", "token_type": "bearer", "expires_in": 3600}).encode()
    if latency:
        await asyncio.sleep(latency)
    if not body:
        return _results(target)
    score = json.loads(body)
    COUNTS["scores"] += 1
    SCORES[score["userId"]] = score["scoreGiven"]
    return b""


def _results(target: str) -> bytes:
    """What is held for the person who is asked for, or for everybody; with the addresses that real platforms add."""
    COUNTS["results"] += 1
    asked = parse_qs(urlsplit(target).query).get("user_id")
    users = SCORES if asked is None else [user for user in asked if user in SCORES]
    return json.dumps([_result(user) for user in users]).encode()


def _result(user: str) -> dict[str, object]:
    item = "https://lms.example/mod/lti/services.php/2/lineitems/54/lineitem"
    facts = {"userId": user, "resultScore": SCORES[user], "resultMaximum": 100, "scoreOf": f"{item}?type_id=1"}
    return {"id": f"{item}/results?type_id=1&user_id={user}", "timestamp": "2026-11-23T17:57:32+00:00", **facts}


async def main(latency: float) -> None:
    server = await asyncio.start_server(lambda reader, writer: serve(reader, writer, latency), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
