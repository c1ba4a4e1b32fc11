// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hako::server {

/// What the process's exit code says. Scripts depend on the numbers; `hako --help`
/// shows them.
enum class ExitCode : int {
    ok = 0,
    /// Refused or failed: no such backend, a name that is taken, a disk that is full.
    failed = 1,
    /// The command line, a HAKO_* variable or the configuration file is wrong; nothing was done.
    usage = 2,
    /// The data folder cannot be used: another server owns it, it cannot be read or written, it was
    /// written by a later version, or it is damaged.
    data_unavailable = 3,
    /// An address cannot be listened on.
    address_unavailable = 4,
    /// A bug of Hako's; the log has the story.
    bug = 70,
};

}  // namespace hako::server
