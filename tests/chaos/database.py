"""`python -m tests.chaos.database FOLDER`: the embedded database, watched over as in the demo."""

import sys
from pathlib import Path

from app.demonstration import Database
from app.processes.postgres import Server
from app.processes.supervisor import end_on_signals, say, watch


def main() -> None:
    end_on_signals(hangup=False)
    try:
        with Server(Path(sys.argv[1])) as server:
            say("ready")
            watch([Database(server)])
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
