"""Runs the vendors' clients against the simulator. `vendor_clients.py [msal|graph|ringcentral|genesys …]`; all if nothing is named."""
import sys
import tempfile

from .certificates import ServerCertificate
from .served import Front, Simulator


def main(wanted):
    wanted = wanted or ["msal", "graph", "ringcentral", "genesys"]
    good = True
    with tempfile.TemporaryDirectory() as folder:
        certificate = ServerCertificate(folder)
        for name in wanted:
            # A cloud of its own for each, so that one judge's doings are not another's surprise.
            with Simulator("--consistency", "0.2", "--quick", *(["--limit-scale", "1"])) as simulator:
                simulator.certificate = None
                if name in ("msal", "graph"):
                    with Front(simulator.port, certificate) as front:
                        if name == "msal":
                            from .msal_judge import judge
                        else:
                            from .graph_judge import judge
                        said = judge(front, certificate.authority, simulator)
                elif name == "ringcentral":
                    from .ringcentral_judge import judge
                    said = judge(simulator)
                elif name == "genesys":
                    from .genesys_judge import judge
                    said = judge(simulator)
                else:
                    sys.exit(f"there is no judge called {name}: msal, graph, ringcentral, genesys")
            good = said.report() and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
