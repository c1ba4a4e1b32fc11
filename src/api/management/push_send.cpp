// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/push_project.hpp"
#include "api/management/push_results.hpp"
#include "api/push_params.hpp"
#include "domain/push/content.hpp"

#include <algorithm>
#include <array>

namespace hako::api::management {
namespace {

struct Params {
    std::optional<std::string> project;
    std::optional<push::Platform> platform;
    std::optional<PushToApp> target;
    std::optional<push::BuildType> build;
    std::optional<std::string> title;
    std::optional<std::string> message;
    std::optional<std::int64_t> badge;
    std::optional<ExtraJson> extra;
    std::optional<UserFilter> users;
    std::optional<QueryFilter> query;
    std::optional<BindParams> bind;
    std::optional<DeviceFilter> devices;
    std::optional<RequestKey> key;
    DryRun dry_run = DryRun::no;
    std::optional<std::int64_t> send_at;
    std::int64_t spread_seconds = 0;
    std::optional<std::int64_t> expires_at;
    std::optional<std::string> collapse_key;
    std::optional<json::Value> raw;
    push::SendRequest request;

    void check(const ManagementCaller& caller, Error& wrong) {
        check_push_project(project, caller, wrong);
        check_selection(wrong);
        check_content(caller, wrong);
        request.send_at = send_at;
        request.spread = std::chrono::seconds(spread_seconds);
        request.expires_at = expires_at;
        if (key) {
            request.key = std::move(key->text);
        }
    }

private:
    void check_selection(Error& wrong) {
        const std::array<std::pair<std::string_view, bool>, 3> filters{{
            {"userOidList", users.has_value()},
            {"userQuery", query.has_value()},
            {"deviceIdList", devices.has_value()},
        }};
        const auto is_given = [](const auto& filter) { return filter.second; };
        if (std::count_if(filters.begin(), filters.end(), is_given) > 1) {
            for (const auto& [name, given] : filters) {
                if (given) {
                    wrong.add_param(
                        name, "Only one of userOidList, userQuery and deviceIdList may be given."
                    );
                }
            }
        }
        const auto is_wrong = [](const ParamError& param) { return param.name == "userQuery"; };
        const auto& told = wrong.params();
        if (bind && !query && std::none_of(told.begin(), told.end(), is_wrong)) {
            wrong.add_param("userQueryBindParams", "Cannot be given without userQuery.");
        }
        if (users) {
            request.audience.selection = push::OfUsers{std::move(users->ids)};
        } else if (devices) {
            request.audience.selection = push::OfDevices{std::move(devices->ids)};
        }
        if (query) {
            take_query(wrong);
        }
    }

    void take_query(Error& wrong) {
        push::OfMatchingUsers matching;
        matching.text = query->text;
        if (bind) {
            matching.bind_json = bind->values.canonical();
        }
        ListArguments arguments;
        arguments.query = std::move(query->text);
        arguments.bind = bind;
        matching.list = make_list_query(
            std::move(arguments),
            hako::users::kSystemProperties,
            {"userQuery", "userQueryBindParams"},
            wrong
        );
        request.audience.selection = std::move(matching);
    }

    void check_content(const ManagementCaller& caller, Error& wrong) {
        push::Content content;
        const bool ios = platform == push::Platform::ios;
        content.message = message.value_or("");
        content.title = ios ? std::nullopt : std::move(title);
        content.badge = ios ? badge : std::nullopt;
        content.extra_json = extra ? std::move(extra->text) : std::string();
        content.collapse_key = collapse_key.value_or("");
        content.raw = raw;
        // Wrong parts are told also when the platform is: the payload is then of no use.
        auto payload = push::make_payload(
            content,
            platform.value_or(push::Platform::android),
            caller.backend().backend.push_project_id,
            wrong
        );
        if (!payload || !platform || !build) {
            return;
        }
        request.audience.platform = *platform;
        request.audience.build_type = *build;
        request.title = std::move(content.title).value_or("");
        request.message = std::move(content.message);
        request.payload = *std::move(payload);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("pushProjectId", &Params::project),
    rpc::required("platform", &Params::platform),
    rpc::required("target", &Params::target),
    rpc::required("buildType", &Params::build),
    rpc::optional("title", &Params::title).about("Android; ignored for iOS."),
    rpc::required("message", &Params::message),
    rpc::optional("badge", &Params::badge).about("iOS; ignored for Android."),
    rpc::optional("extra_json", &Params::extra)
        .alias("json")
        .about("An object, or a string that holds one: what the app gets besides."),
    rpc::optional("userOidList", &Params::users)
        .about("Only devices of these users. Excludes the other two filters; [] is nobody."),
    rpc::optional("userQuery", &Params::query)
        .about("MonaQL: only devices of the users that match. Excludes the other two filters."),
    rpc::optional("userQueryBindParams", &Params::bind),
    rpc::optional("deviceIdList", &Params::devices)
        .about("Only these devices. Excludes the other two filters; [] is nobody."),
    rpc::optional("idempotencyKey", &Params::key)
        .ours()
        .about("The same key within 24 hours gives the first answer and sends nothing again."),
    rpc::optional("dryRun", &Params::dry_run)
        .ours()
        .about("true: nothing is sent; numTarget says to how many devices it would be."),
    rpc::optional("sendAt", &Params::send_at)
        .ours()
        .about("When to begin, in milliseconds since 1970."),
    rpc::optional("spreadSeconds", &Params::spread_seconds)
        .ours()
        .about("The devices' turns are spread evenly over so many seconds; at most 86400."),
    rpc::optional("expiresAt", &Params::expires_at)
        .ours()
        .about("When it is worth nothing any more, in milliseconds since 1970."),
    rpc::optional("collapseKey", &Params::collapse_key)
        .ours()
        .about("A later push of the same key takes the place of one not yet shown; 64 bytes."),
    rpc::optional("raw", &Params::raw)
        .ours()
        .about("{apns: {headers, payload}, fcm: {...}}: merged into what the providers are sent.")
);

Task<Result<PushSendResult>>
run(Params params, const ManagementCaller& caller, Services& services) {
    PushSendResult result;
    if (params.dry_run == DryRun::yes) {
        auto counting = services.pushes.count(caller, std::move(params.request));
        HAKO_CO_TRY_ASSIGN(result.dry_run_targets, co_await std::move(counting));
        co_return result;
    }
    auto sending = services.pushes.send(caller, std::move(params.request));
    HAKO_CO_TRY_ASSIGN(result.id, co_await std::move(sending));
    co_return result;
}

}  // namespace

Method push_send() {
    return {
        .name = "Push.send",
        .summary = "Send a push to the devices of an app.",
        .access = Access::management_key,
        // Its audience is looked up before it writes, so it comes after all that is before it.
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
