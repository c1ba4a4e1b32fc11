// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/command_texts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hako::server {

/// One option (`--to`) or argument (`NAME`) of a command, and where its text goes. Into a vector:
/// may be given more than once.
struct CommandOption {
    const char* name;
    const char* type_name;
    const char* help;
    std::variant<
        std::string CommandTexts::*,
        std::optional<std::string> CommandTexts::*,
        std::vector<std::string> CommandTexts::*>
        text;
    enum class Presence : std::uint8_t { optional, required } presence = Presence::optional;
};

/// One command: its line of help, its options, and what makes a Command of their texts (as
/// command_texts.hpp).
struct CommandRow {
    const char* name;
    const char* help;
    enum class Backend : std::uint8_t { none, optional, required } backend;
    std::vector<CommandOption> options;
    Result<Command> (*make)(const CommandTexts& texts);
    /// Settings whose names start so are options, too; empty: none.
    std::string_view settings = {};
};

/// Commands that share their first word, and groups among them.
struct CommandGroup {
    const char* name;
    const char* help;
    std::vector<CommandRow> commands;
    std::vector<CommandGroup> groups;
};

/// `hako push` and `hako mail`.
const std::vector<CommandGroup>& command_groups();

}  // namespace hako::server
