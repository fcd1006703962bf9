"""``morgue`` with the pool's patience measured in seconds, for tests of workers that hang or die.

python impatient.py ingest ...
"""

import importlib
import signal
import sys

#: Seconds for what has half a minute in earnest: enough for any file of the tests on a busy machine.
SECONDS = 4.0
#: The pool's word by the clock on the wall is short as well; a worker's own clocks stay as they are.
WALL = 2

if __name__ == "__main__":
    # As the command itself does it: no traceback from an import.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run, pool, reading = map(importlib.import_module, ("db.run", "morgue.pool", "morgue.reading"))
    pool.PATIENCE = reading.SHARED_SECONDS = SECONDS
    pool.WALL = WALL
    reading.TASK_FILES = 2
    run.BATCH, run.BRISK_SECONDS = 5, 0.0
    main = importlib.import_module("morgue.__main__").main
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
