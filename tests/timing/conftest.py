# SPDX-License-Identifier: Apache-2.0

import sys
from pathlib import Path

# So that the tests import what stands beside them.
sys.path.insert(0, str(Path(__file__).parent))
