"""Peak resident size of this process in MiB; the same rule as child/peak.mjs."""
import os
import re
import resource

STATUS = "/proc/self/status"


def peak_mb():
    if os.path.exists(STATUS):
        with open(STATUS) as status:
            own = re.search(r"^VmHWM:\s+(\d+) kB", status.read(), re.M)
        if own:
            return int(own[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
