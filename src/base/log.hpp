// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace hako {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// One named value of a log line. Secrets have no conversion to it.
struct LogField {
    std::string_view name;
    std::variant<std::int64_t, double, std::string_view> value;
};

/// Where log lines go. Never blocks the caller; safe to call from every thread.
class Log {
public:
    virtual ~Log() = default;

    [[nodiscard]] virtual bool is_on(LogLevel level) const = 0;

    /// `event` is a short fixed phrase ("request", "commit failed"); what varies is in `fields`.
    virtual void
    write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;
};

/// Keeps nothing: for tests that do not look at the log.
class NullLog final : public Log {
public:
    [[nodiscard]] bool is_on(LogLevel) const override {
        return false;
    }

    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace hako
