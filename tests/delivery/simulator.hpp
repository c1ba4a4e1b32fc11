// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace hako::testing {

/// A provider's simulator (tests/simulators/) as a child process with a folder of its own, on ports
/// that are free. Ends with this object.
class Simulator {
public:
    /// `script`: `apns.py` or `fcm.py`. Throws when it does not become ready.
    explicit Simulator(const std::string& script);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    /// What it said when it became ready: the text of a string, the digits of a number.
    [[nodiscard]] std::string fact(const std::string& name) const;

    /// The text of the file that a fact names.
    [[nodiscard]] std::string file(const std::string& name) const;

    /// Asks or tells it something: the JSON of its reply. Throws when it refuses.
    [[nodiscard]] std::string get(const std::string& path) const;
    void post(const std::string& path, const std::string& json) const;

    /// A number out of /stats.
    [[nodiscard]] std::int64_t stat(const std::string& name) const;

private:
    [[nodiscard]] std::string call(const std::string& head, const std::string& body) const;

    std::string folder_;
    std::string facts_;
    pid_t child_ = -1;
};

}  // namespace hako::testing
