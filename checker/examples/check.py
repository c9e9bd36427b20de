#!/usr/bin/env python3
"""Checks a spec, or all specs below a folder, through librevoke_mc.so, and tells the traces of what is violated.

    check.py LIBRARY PATH [OPTIONS]        check.py librevoke_mc.so my.rvk '{"set": {"N": 3}, "timeout": 60}'

Exit code as that of `revoke-mc check`. checker/revoke_mc.h says what the functions do.
"""
import ctypes
import json
import sys


class Progress(ctypes.Structure):
    _fields_ = [("spec", ctypes.c_char_p), ("pass_", ctypes.c_char_p)] + [
        (name, ctypes.c_uint64)
        for name in ("depth", "states", "transitions", "frontier", "bytes", "done", "total")
    ] + [("seconds", ctypes.c_double)]


ON_PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Progress), ctypes.c_void_p)
ON_TRACE = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)


class Observer(ctypes.Structure):
    _fields_ = [("progress", ON_PROGRESS), ("trace", ON_TRACE)]


class RevokeMc:
    def __init__(self, library):
        self.library = ctypes.CDLL(library)
        self.library.revoke_mc_version.restype = ctypes.c_char_p
        self.library.revoke_mc_check.argtypes = [
            ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(Observer), ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_void_p)]
        self.library.revoke_mc_free.argtypes = [ctypes.c_void_p]
        self.library.revoke_mc_free.restype = None

    def version(self):
        return self.library.revoke_mc_version().decode()

    def check(self, path, options="{}", on_progress=None, on_trace=None):
        """The status and the document; on_progress(progress) may return True to stop, on_trace(spec, trace)."""
        observer = Observer(
            ON_PROGRESS(lambda now, _: bool(on_progress and on_progress(now.contents))),
            ON_TRACE(lambda spec, _about, trace, _: on_trace(spec.decode(), json.loads(trace)) if on_trace else None))
        result = ctypes.c_void_p()
        status = self.library.revoke_mc_check(
            path.encode(), options.encode(), ctypes.byref(observer), None, ctypes.byref(result))
        document = json.loads(ctypes.string_at(result.value))
        self.library.revoke_mc_free(result)
        return status, document


def tell_progress(now):
    print(f"{now.spec.decode()}: {now.pass_.decode()}, {now.states} states", file=sys.stderr)


def tell_trace(spec, trace):
    kind = "possible" if trace["outcome"] == "witness" else "violated"
    print(f"{spec}: {trace['property']['name']} is {kind}, {len(trace['steps'])} steps:")
    for step in trace["steps"]:
        print(f"    {step['thread']}: {step['statement']}")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    status, document = RevokeMc(sys.argv[1]).check(
        sys.argv[2], sys.argv[3] if len(sys.argv) == 4 else "{}", tell_progress, tell_trace)
    if "error" in document:
        print(document["error"], file=sys.stderr)
    for result in document.get("results", []):
        print(f"{result['spec']}: {result['verdict']}{'' if result['as_expected'] else ', not as expected'}")
        if "error" in result:
            print(result["error"], file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
