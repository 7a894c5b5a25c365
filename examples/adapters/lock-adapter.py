"""A lock behind the adapter protocol, version 1: one JSON object per line, each request answered in order.
With the argument "bug" it forgets to look whether the lock is free before it grants it."""
import json
import sys

careless = sys.argv[1:] == ["bug"]


class Lock:
    def __init__(self):
        self.waiting, self.granted = [], 0  # granted: 0 is nobody, else the client + 1

    def serve(self):
        if self.waiting and (self.granted == 0 or careless):
            self.granted = self.waiting.pop(0) + 1


HELLO = {"type": "hello", "protocol": 1, "name": "lock in Python", "version": "1",
         "actions": ["client0", "client1"], "observes": ["granted"], "settles": True}
lock = Lock()


def answer(request):
    global lock
    client = int(request.get("process", "client0")[-1])
    if request["type"] in ("hello", "bye"):
        return HELLO if request["type"] == "hello" else {"type": "bye"}
    if request["type"] == "reset":
        lock = Lock()
    elif request["action"] == "request":
        lock.waiting.append(client)
    elif request["action"] == "acquire" and lock.granted != client + 1:
        return {"type": "refuse", "reason": "the lock is not granted"}
    elif request["action"] == "release":
        lock.granted = 0
    lock.serve()
    return {"type": "observe", "state": {"granted": lock.granted}}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)  # the driver waits for every answer
