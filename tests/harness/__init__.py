# SPDX-License-Identifier: Apache-2.0
"""What the tests against the real program share: a server of one's own, and clients for it."""
