"""Runs the vendors' clients against the simulator, and our SCIM client against a server of others.

`vendor_clients.py [msal|graph|ringcentral|genesys|scim-server …]`; all if nothing is named.

What passes is recorded into the file that the variable PATCHBAY_RECORD names, if it is set.
"""
import importlib
import os
import sys
import tempfile

from .certificates import AppCertificate, ServerCertificate
from .served import Front, Simulator


NAMES = ["msal", "graph", "ringcentral", "genesys", "scim-server"]


def cloud(*options):
    record = os.environ.get("PATCHBAY_RECORD")
    if record:
        options += ("--record", record)
    return Simulator("--consistency", "0.2", "--quick", *options)


def run(name, certificate, **changes):
    """One judge on a cloud of its own, so that one's doings are not another's surprise. `changes` are the front's."""
    module = importlib.import_module(f".{name.replace('-', '_')}_judge", __package__)
    if name == "scim-server":
        return module.judge(certificate)
    needs_tls = name in ("msal", "graph")
    mine = AppCertificate() if name == "msal" else None
    with cloud(*(["--certificate", mine.thumbprint] if mine else [])) as simulator, Front(simulator.port, certificate if needs_tls else None, **changes) as front:
        simulator.certificate = mine
        said = module.judge(front, certificate.authority, simulator)
    if name == "graph":
        with cloud("--faults", "throttled", "--limit-scale", "0.5") as simulator, Front(
                simulator.port, certificate, **changes) as front:
            module.judge_throttling(said, front, certificate.authority, simulator)
    return said


def main(wanted):
    if unknown := [name for name in wanted if name not in NAMES]:
        sys.exit(f"there is no judge called {unknown[0]}: {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory() as folder:
        certificate = ServerCertificate(folder)
        verdicts = [run(name, certificate).report() for name in wanted or NAMES]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
