"""Runs the vendors' clients against the simulator. `vendor_clients.py [msal|graph|ringcentral|genesys …]`; all if nothing is named."""
import sys
import tempfile

from .certificates import ServerCertificate
from .served import Front, Simulator


def _over_tls(name, certificate):
    with _cloud() as simulator, Front(simulator.port, certificate) as front:
        if name == "msal":
            from .msal_judge import judge
            return judge(front, certificate.authority, simulator)
        from .graph_judge import judge, judge_throttling
        said = judge(front, certificate.authority, simulator)
    with _cloud("--faults", "throttled", "--limit-scale", "0.5") as simulator, Front(
            simulator.port, certificate) as front:
        judge_throttling(said, front, certificate.authority, simulator)
    return said


def _cloud(*options):
    return Simulator("--consistency", "0.2", "--quick", *options)


def main(wanted):
    wanted = wanted or ["msal", "graph", "ringcentral", "genesys"]
    good = True
    with tempfile.TemporaryDirectory() as folder:
        certificate = ServerCertificate(folder)
        # A cloud of its own for each, so that one judge's doings are not another's surprise.
        for name in wanted:
            if name in ("msal", "graph"):
                said = _over_tls(name, certificate)
            elif name == "ringcentral":
                from .ringcentral_judge import judge
                with _cloud() as simulator:
                    said = judge(simulator)
            elif name == "genesys":
                from .genesys_judge import judge
                with _cloud() as simulator:
                    said = judge(simulator)
            else:
                sys.exit(f"there is no judge called {name}: msal, graph, ringcentral, genesys")
            good = said.report() and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
