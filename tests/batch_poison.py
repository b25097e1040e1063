"""What a worker may be told to do by test_batch_killed.py, run inside it."""

from __future__ import annotations

import os
import signal


def perform(task):
    match task["do"]:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "hang":
            while True:
                pass
        case "hog":
            return {"size": len(bytearray(1 << 40))}, []
        case "chatter":
            print("not a report")
            os.write(1, b"not a report either\n")
        case "die once":
            if not os.path.exists(task["mark"]):
                with open(task["mark"], "w", encoding="utf-8"):
                    os.kill(os.getpid(), signal.SIGKILL)
    return {"value": task["id"]}, [bytes([task["id"] % 256]) * 100_000]
