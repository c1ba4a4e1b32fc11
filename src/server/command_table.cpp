// SPDX-License-Identifier: Apache-2.0
#include "server/command_table.hpp"

namespace hako::server {
namespace {

using Texts = CommandTexts;
using Backend = CommandRow::Backend;

constexpr auto kRequired = CommandOption::Presence::required;

Result<Command> make_push_show(const Texts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return PushShow{std::move(id)};
}

Result<Command> make_push_remove(const Texts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return PushRemove{std::move(id), texts.credentials};
}

Result<Command> make_push_doctor(const Texts& texts) {
    HAKO_TRY_ASSIGN(BackendId id, read_backend_id(texts));
    return PushDoctor{std::move(id), texts.device_token};
}

CommandGroup push() {
    return {
        "push",
        "Configure and examine how pushes are sent",
        {
            {"configure",
             "Keep a credential for APNs or FCM, sealed; it is not shown again",
             Backend::required,
             {
                 {"--apns-key", "FILE", "APNs key (AuthKey_….p8)", &Texts::apns_key},
                 {"--key-id", "ID", "Its key id", &Texts::apple_key_id},
                 {"--team-id", "ID", "The team's id", &Texts::team_id},
                 {"--apns-certificate",
                  "FILE",
                  "APNs client certificate with its key, as PEM, instead of a key",
                  &Texts::apns_certificate},
                 {"--topic", "BUNDLE", "The app's bundle id", &Texts::topic},
                 {"--environment",
                  "E",
                  "development or production; may be given more than once; both when it is left "
                  "out",
                  &Texts::environments},
                 {"--fcm", "FILE", "Service account of Firebase (JSON)", &Texts::service_account},
             },
             &make_push_configure},
            {"show",
             "List the credentials, without what is secret",
             Backend::required,
             {},
             &make_push_show},
            {"remove",
             "Forget credentials",
             Backend::required,
             {{"CREDENTIAL",
               "",
               "apnsDevelopment, apnsProduction or fcm; or all",
               &Texts::credentials}},
             &make_push_remove},
            {"doctor",
             "Say in plain words what keeps pushes from arriving; asks the providers",
             Backend::required,
             {{"--token", "HEX", "An APNs token: which environment is it of?", &Texts::device_token}
             },
             &make_push_doctor,
             "push-"},
        },
        {},
    };
}

CommandOption to() {
    return {"--to", "ADDRESS", "Where it goes", &Texts::mail_to, kRequired};
}

CommandOption template_name() {
    return {"NAME", "", "The template's name", &Texts::name, kRequired};
}

CommandGroup mail_template() {
    return {
        "template",
        "What mails are made of",
        {
            {"set",
             "Make a template, or change what is given of one",
             Backend::required,
             {
                 template_name(),
                 {"--subject", "TEXT", "With %name% as a place for a value", &Texts::subject},
                 {"--body", "FILE", "The text, UTF-8; - reads standard input", &Texts::body_file},
                 {"--from", "MAILBOX", "Another sender than the mail server's", &Texts::mail_from},
                 {"--bcc", "ADDRESS", "Gets a blind copy of each", &Texts::bcc},
                 {"--use",
                  "WHO",
                  "Who may have it sent: apps (what a new one is for), reset or nobody",
                  &Texts::use},
             },
             &make_template_set},
            {"list", "List the templates of a backend", Backend::required, {}, &make_template_list},
            {"show", "Show a template", Backend::required, {template_name()}, &make_template_show},
            {"remove",
             "Forget a template; send_password_token comes back as it was",
             Backend::required,
             {template_name()},
             &make_template_remove},
            {"test",
             "Send a mail of a template now",
             Backend::required,
             {
                 template_name(),
                 to(),
                 {"--param",
                  "NAME=VALUE",
                  "A value for the place %NAME%; may be given more than once",
                  &Texts::pairs},
             },
             &make_template_test},
        },
        {},
    };
}

CommandGroup mail() {
    return {
        "mail",
        "Configure how mails are sent, and what is in them",
        {
            {"configure",
             "Keep how a mail server is reached, sealed",
             Backend::optional,
             {
                 {"--host", "HOST", "The mail server", &Texts::host, kRequired},
                 {"--port", "N", "Its port; 587, 465 or 25 as the security says", &Texts::port},
                 {"--security",
                  "HOW",
                  "starttls (when it is left out), tls from the first byte, or none",
                  &Texts::security},
                 {"--username", "NAME", "The account there", &Texts::username},
                 {"--password-file",
                  "FILE",
                  "Its password, one line; - reads standard input",
                  &Texts::password_file},
                 {"--from", "MAILBOX", "The sender: ADDRESS or NAME <ADDRESS>", &Texts::mail_from},
                 {"--ca",
                  "FILE",
                  "Certificates (PEM) to check the server's against, instead of the system's",
                  &Texts::ca_file},
             },
             &make_mail_configure},
            {"show",
             "List the mail servers, without what is secret",
             Backend::none,
             {},
             &make_mail_show},
            {"remove", "Forget a mail server", Backend::optional, {}, &make_mail_remove},
            {"test",
             "Send a mail now, and say what the mail server answers",
             Backend::optional,
             {to()},
             &make_mail_test},
        },
        {mail_template()},
    };
}

}  // namespace

const std::vector<CommandGroup>& command_groups() {
    static const std::vector<CommandGroup> groups{push(), mail()};
    return groups;
}

}  // namespace hako::server
