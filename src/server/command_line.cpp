// SPDX-License-Identifier: Apache-2.0
#include "server/command_line.hpp"

#include "base/nearest_name.hpp"
#include "server/command_texts.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>

namespace hako::server {
namespace {

constexpr std::string_view kExitCodes =
    "Exit codes: 0 done, 1 refused or failed, 2 wrong command line or setting, 3 the data folder\n"
    "cannot be used, 4 an address cannot be listened on, 70 a bug of Hako's.";

/// The subcommands and what makes a command of their texts.
class Grammar {
public:
    explicit Grammar(const Clock& clock) : clock_(clock) {
        app_.name("hako");
        app_.require_subcommand(0, 1);
        app_.add_flag_callback(
            "--version",
            [this] { make_ = [](const Grammar&) { return PrintVersion(); }; },
            "Print the version"
        );
        add_serve();
        add_backend();
        add_key();
        add_push();
        CLI::App& openrpc =
            add(app_, "openrpc", "Print the OpenRPC document of the API", [](auto&) {
                return PrintOpenRpc();
            });
        openrpc.footer("The document is JSON.");
        add_json(add(app_, "version", "Print the version", [](auto&) { return PrintVersion(); }));
        // Last, as subcommands inherit the footer that is there when they are made.
        app_.footer(std::string("Each command has its own --help.\n") + std::string(kExitCodes));
    }

    std::variant<Invocation, EarlyExit>
    parse(std::span<const std::string> arguments, std::span<const std::string> environment);

private:
    using Make = std::function<Result<Command>(const Grammar&)>;

    CLI::App& add(CLI::App& parent, std::string name, std::string help, Make make);
    static CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& help);
    void add_serve();
    void add_backend();
    void add_key();
    void add_push();
    void add_push_configure(CLI::App& command);
    void add_setting(CLI::App& command, const Setting& setting);
    void add_data(CLI::App& command);
    void add_json(CLI::App& command);
    void add_backend_id(CLI::App& command, const std::string& option);

    /// The subcommand that the arguments led to.
    [[nodiscard]] CLI::App& chosen();
    [[nodiscard]] std::string command_name();
    [[nodiscard]] EarlyExit usage(std::string_view sentence);
    /// The sentence for the first argument that nothing takes; empty when all are taken.
    [[nodiscard]] std::string unknown_argument();

    const Clock& clock_;
    CLI::App app_{"Hako, a mobile backend on your own machine."};
    CommandTexts texts_;
    std::deque<GivenSetting> settings_;
    bool json_ = false;
    Make make_;
};

CLI::App& Grammar::add(CLI::App& parent, std::string name, std::string help, Make make) {
    CLI::App& command = *parent.add_subcommand(std::move(name), std::move(help));
    command.parse_complete_callback([this, make = std::move(make)] { make_ = make; });
    return command;
}

CLI::App& Grammar::add_group(CLI::App& parent, const std::string& name, const std::string& help) {
    CLI::App& group = *parent.add_subcommand(name, help);
    group.require_subcommand(0, 1);
    return group;
}

void Grammar::add_setting(CLI::App& command, const Setting& setting) {
    GivenSetting& given =
        settings_.emplace_back(std::string(setting.name), std::vector<std::string>());
    const std::string standard =
        setting.default_text.empty() ? "" : fmt::format("; default {}", setting.default_text);
    CLI::Option& option = *command.add_option(
        fmt::format("--{}", setting.name),
        given.values,
        fmt::format("{} [{}{}]", setting.help, environment_name(setting.name), standard)
    );
    option.allow_extra_args(false);
    option.type_name(std::string(setting.value_name));
    if (setting.occurs == Setting::Occurs::once) {
        option.expected(1);
    }
}

void Grammar::add_data(CLI::App& command) {
    for (const Setting& setting : all_settings()) {
        if (setting.name == "data" || setting.name == "config") {
            add_setting(command, setting);
        }
    }
}

void Grammar::add_json(CLI::App& command) {
    command.add_flag("--json", json_, "Print JSON, for programs");
}

void Grammar::add_backend_id(CLI::App& command, const std::string& option) {
    command.add_option(option, texts_.id, "The backend's id")->required()->type_name("ID");
}

void Grammar::add_serve() {
    CLI::App& serve = add(app_, "serve", "Run the server", [](auto&) { return Serve(); });
    for (const Setting& setting : all_settings()) {
        add_setting(serve, setting);
    }
    serve.footer(
        "Each setting can also be given by the environment variable in brackets, or in the file\n"
        "that --config names. An option is stronger than a variable, a variable than the file."
    );
}

void Grammar::add_backend() {
    CLI::App& group = add_group(app_, "backend", "Create, list and change backends");
    const auto add_one = [&](const char* name, const char* help, Make make) -> CLI::App& {
        CLI::App& command = add(group, name, help, std::move(make));
        add_data(command);
        add_json(command);
        return command;
    };
    add_one(
        "create",
        "Create a backend and print its identifiers",
        [](const Grammar& self) { return BackendCreate{self.texts_.name}; }
    )
        .add_option("NAME", texts_.name, "A name for people")
        ->required();
    add_one("list", "List the backends", [](auto&) { return BackendList(); });

    CLI::App& rename = add_one(
        "rename",
        "Give a backend another name",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return BackendRename{std::move(id), self.texts_.name};
        }
    );
    add_backend_id(rename, "ID");
    rename.add_option("NAME", texts_.name, "The other name")->required();

    CLI::App& remove = add_one(
        "delete",
        "Delete a backend with all its data",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return BackendDelete{std::move(id)};
        }
    );
    add_backend_id(remove, "ID");

    CLI::App& set = add_one("set", "Change options of a backend", [](const Grammar& self) {
        return make_backend_set(self.texts_);
    });
    add_backend_id(set, "ID");
    set.add_option("NAME=VALUE", texts_.pairs, "Options, such as passwordLengthMin=8")->required();

    CLI::App& get = add_one(
        "get",
        "Print the options of a backend",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            const std::string& name = self.texts_.name;
            return BackendGet{std::move(id), name.empty() ? std::nullopt : std::optional(name)};
        }
    );
    add_backend_id(get, "ID");
    get.add_option("NAME", texts_.name, "One option; all when it is left out");
}

void Grammar::add_key() {
    CLI::App& group = add_group(app_, "key", "Create, list and revoke management keys");
    const auto add_one = [&](const char* name, const char* help, Make make) -> CLI::App& {
        CLI::App& command = add(group, name, help, std::move(make));
        add_backend_id(command, "--backend");
        add_data(command);
        add_json(command);
        return command;
    };
    CLI::App& create = add_one(
        "create",
        "Create a key and print it; it is not shown again",
        [](const Grammar& self) { return make_key_create(self.texts_, self.clock_.now()); }
    );
    create
        .add_option(
            "--ip",
            texts_.ranges,
            "Address or range (CIDR) the key is good from; may be given more than once; everywhere "
            "when it is left out"
        )
        ->type_name("CIDR")
        ->allow_extra_args(false);
    create.add_option("--name", texts_.name, "A name for people")->type_name("N");
    create
        .add_option_function<std::string>(
            "--expires",
            [this](const std::string& text) { texts_.expires = text; },
            "Date and time such as 2027-01-31T12:00:00Z, or days: 90d"
        )
        ->type_name("T");
    add_one(
        "list",
        "List the keys, without their secrets",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return KeyList{std::move(id)};
        }
    );
    add_one(
        "revoke",
        "Revoke a key at once",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return KeyRevoke{std::move(id), self.texts_.key_id};
        }
    )
        .add_option("KEYID", texts_.key_id, "The key's id, as key list shows it")
        ->required();
}

void Grammar::add_push() {
    CLI::App& group = add_group(app_, "push", "Configure and examine how pushes are sent");
    const auto add_one = [&](const char* name, const char* help, Make make) -> CLI::App& {
        CLI::App& command = add(group, name, help, std::move(make));
        add_backend_id(command, "--backend");
        add_data(command);
        add_json(command);
        return command;
    };
    add_push_configure(add_one(
        "configure",
        "Keep a credential for APNs or FCM, sealed; it is not shown again",
        [](const Grammar& self) { return make_push_configure(self.texts_); }
    ));
    add_one(
        "show",
        "List the credentials, without what is secret",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return PushShow{std::move(id)};
        }
    );
    add_one(
        "remove",
        "Forget credentials",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return PushRemove{std::move(id), self.texts_.credentials};
        }
    )
        .add_option(
            "CREDENTIAL", texts_.credentials, "apnsDevelopment, apnsProduction or fcm; or all"
        );
    CLI::App& doctor = add_one(
        "doctor",
        "Say in plain words what keeps pushes from arriving; asks the providers",
        [](const Grammar& self) -> Result<Command> {
            HAKO_TRY_ASSIGN(BackendId id, read_backend_id(self.texts_));
            return PushDoctor{std::move(id), self.texts_.device_token};
        }
    );
    doctor.add_option("--token", texts_.device_token, "An APNs token: which environment is it of?")
        ->type_name("HEX");
    for (const Setting& setting : all_settings()) {
        if (setting.name.starts_with("push-")) {
            add_setting(doctor, setting);
        }
    }
}

void Grammar::add_push_configure(CLI::App& command) {
    command.add_option("--apns-key", texts_.apns_key, "APNs key (AuthKey_….p8)")->type_name("FILE");
    command.add_option("--key-id", texts_.apple_key_id, "Its key id")->type_name("ID");
    command.add_option("--team-id", texts_.team_id, "The team's id")->type_name("ID");
    command
        .add_option(
            "--apns-certificate",
            texts_.apns_certificate,
            "APNs client certificate with its key, as PEM, instead of a key"
        )
        ->type_name("FILE");
    command.add_option("--topic", texts_.topic, "The app's bundle id")->type_name("BUNDLE");
    command
        .add_option(
            "--environment",
            texts_.environments,
            "development or production; may be given more than once; both when it is left out"
        )
        ->type_name("E")
        ->allow_extra_args(false);
    command.add_option("--fcm", texts_.service_account, "Service account of Firebase (JSON)")
        ->type_name("FILE");
}

CLI::App& Grammar::chosen() {
    CLI::App* command = &app_;
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
    }
    return *command;
}

std::string Grammar::command_name() {
    std::string name;
    for (CLI::App* command = &chosen(); command != nullptr; command = command->get_parent()) {
        name.insert(0, name.empty() ? command->get_name() : command->get_name() + ' ');
    }
    return name;
}

EarlyExit Grammar::usage(std::string_view sentence) {
    return {ExitCode::usage, fmt::format("{}: {}\n", command_name(), sentence)};
}

std::string Grammar::unknown_argument() {
    const CLI::App& command = chosen();
    const std::vector<std::string> remaining = app_.remaining(true);
    if (remaining.empty()) {
        return {};
    }
    const std::string argument = remaining.front().substr(0, remaining.front().find('='));
    const bool is_option = argument.starts_with('-');
    std::vector<std::string> names;
    if (is_option) {
        for (const CLI::Option* option : command.get_options()) {
            names.push_back(option->get_name());
        }
    } else {
        for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
            names.push_back(sub->get_name());
        }
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto near = nearest_name(argument, known);
    const std::string_view kind = is_option ? "option" : names.empty() ? "argument" : "command";
    return fmt::format(
        "Unknown {} '{}'.{}", kind, argument, near ? fmt::format(" Did you mean {}?", *near) : ""
    );
}

std::variant<Invocation, EarlyExit>
Grammar::parse(std::span<const std::string> arguments, std::span<const std::string> environment) {
    try {
        // CLI11 takes them from the back.
        app_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        return EarlyExit{ExitCode::ok, app_.help()};
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string_view text = error.what();
        return usage(fmt::format("{} takes one value.", text.substr(0, text.find(':'))));
    } catch (const CLI::ParseError& error) {
        // A mistyped option first: that something else is missing is often only its consequence.
        const std::string unknown = unknown_argument();
        return usage(unknown.empty() ? fmt::format("{}.", error.what()) : unknown);
    }
    if (!make_) {
        return EarlyExit{ExitCode::usage, app_.help()};
    }
    const auto sentence = [](const Error& error) { return error.params().front().text.text(); };
    auto command = make_(*this);
    if (!command) {
        return usage(sentence(command.error()));
    }
    Invocation invocation{*std::move(command), {}, OutputFormat::text};
    invocation.output = json_ ? OutputFormat::json : OutputFormat::text;
    if (std::holds_alternative<PrintOpenRpc>(invocation.command) ||
        std::holds_alternative<PrintVersion>(invocation.command)) {
        return invocation;
    }
    std::vector<GivenSetting> given;
    std::copy_if(
        settings_.begin(),
        settings_.end(),
        std::back_inserter(given),
        [](const GivenSetting& setting) { return !setting.values.empty(); }
    );
    auto settings = resolve_settings(given, environment);
    if (!settings) {
        return usage(sentence(settings.error()));
    }
    invocation.settings = *std::move(settings);
    return invocation;
}

}  // namespace

std::variant<Invocation, EarlyExit> parse_command_line(
    std::span<const std::string> arguments,
    std::span<const std::string> environment,
    const Clock& clock
) {
    return Grammar(clock).parse(arguments, environment);
}

}  // namespace hako::server
