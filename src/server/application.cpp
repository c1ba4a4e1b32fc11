// SPDX-License-Identifier: Apache-2.0
#include "server/application.hpp"

#include "api/management/front.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/run_blocking.hpp"
#include "crypto/password_hasher.hpp"
#include "domain/backends/directory.hpp"
#include "domain/collections/collection_service.hpp"
#include "domain/devices/device_service.hpp"
#include "domain/items/item_service.hpp"
#include "domain/push/push_service.hpp"
#include "domain/users/user_service.hpp"
#include "http/listen.hpp"
#include "http/server.hpp"
#include "jobs/push_inbox.hpp"
#include "jobs/push_thread.hpp"
#include "server/control_socket.hpp"
#include "server/health.hpp"
#include "server/health_endpoint.hpp"
#include "server/logging.hpp"
#include "server/management_endpoint.hpp"
#include "server/native_endpoint.hpp"
#include "server/operator_side.hpp"
#include "server/push_queues.hpp"
#include "server/push_side.hpp"
#include "server/version.hpp"
#include "storage/sqlite/storage.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hako::server {
namespace {

/// How often the times of keys' last uses are stored.
constexpr time_t kFlushSeconds = 60;

/// How long answers of push providers are waited for at the end.
constexpr std::chrono::seconds kPushDrain{3};

/// Without a limit of the operator's.
constexpr std::chrono::hours kNeverSlow{24};

sqlite::StorageOptions storage_options(const Settings& settings) {
    return {
        .folder = settings.data.string(),
        .scan_time_max = settings.scan_seconds_max,
        .slow_query_time = settings.slow_query.value_or(kNeverSlow),
        .scan_threads = limits::kScanWorkers,
        .scan_queue_max = limits::kScanQueueMax,
    };
}

http::HttpLimits http_limits(const Settings& settings) {
    http::HttpLimits limits;
    limits.connections_max = settings.connections_max;
    limits.connections_per_address_max = settings.connections_per_address_max;
    return limits;
}

Endpoints::RequestLog request_log(const Settings& settings) {
    return settings.log_requests == LogRequests::on ? Endpoints::RequestLog::on
                                                    : Endpoints::RequestLog::off;
}

devices::RegistrationLimiter::Options registration_limits(const Settings& settings) {
    devices::RegistrationLimiter::Options limits;
    limits.per_address_max = static_cast<std::uint32_t>(settings.registrations_per_minute_max);
    return limits;
}

/// Everything of a running server. Members are constructed in order: who comes later may use who
/// came before. They are destroyed in reverse, after `stop`.
class Application {
public:
    Application(
        const Settings& settings,
        AsyncLog& log,
        sqlite::Storage& storage,
        const crypto::Sealer& sealer,
        SystemClock& clock,
        SystemRandom& random,
        Metrics& metrics
    );

    /// Blocks while the backends are opened. Throws http::ListenError.
    Result<void> start();

    /// Until a signal asks for the end.
    void wait();

    void stop();

private:
    http::ServerOptions server_options();
    void show_on_metrics_page();
    void flush_key_uses();

    const Settings& settings_;
    AsyncLog& log_;
    sqlite::Storage& storage_;
    SystemClock& clock_;
    SystemRandom& random_;
    Metrics& metrics_;

    backends::Directory directory_{storage_, clock_};
    jobs::PushInbox push_inbox_;
    PushSide push_side_;
    const PushQueues push_queues_{directory_};
    FolderWatchers watchers_{{&directory_, &push_side_.vault()}};
    OperatorSide operator_side_;

    crypto::PasswordHasher hasher_{{}};
    const collections::CollectionService collections_{clock_};
    const items::ItemService items_{clock_};
    const users::UserService users_{clock_, hasher_};
    const devices::DeviceService devices_{clock_};
    push::PushService pushes_{clock_};
    api::management::Services management_services_{collections_, items_, users_, pushes_};
    const api::management::Registry management_registry_ = api::management::make_registry();

    Health health_{[this] { return storage_.is_healthy(); }};
    HealthEndpoint health_endpoint_{health_, metrics_};
    ManagementEndpoint management_endpoint_;
    NativeEndpoint native_endpoint_;
    Endpoints public_handler_;
    Endpoints metrics_handler_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<ControlSocket> control_socket_;
    std::unique_ptr<jobs::PushThread> push_thread_;
};

Application::Application(
    const Settings& settings,
    AsyncLog& log,
    sqlite::Storage& storage,
    const crypto::Sealer& sealer,
    SystemClock& clock,
    SystemRandom& random,
    Metrics& metrics
)
    : settings_(settings),
      log_(log),
      storage_(storage),
      clock_(clock),
      random_(random),
      metrics_(metrics),
      push_side_(settings, storage, sealer, clock, random, log),
      operator_side_({
          .storage = storage,
          .watcher = watchers_,
          .sealer = sealer,
          .gateway = push_side_.gateway(),
          .clock = clock,
          .random = random,
          .log = log,
      }),
      management_endpoint_({
          .registry = management_registry_,
          .services = management_services_,
          .directory = directory_,
          .trusted_proxies = settings.trusted_proxies,
          .clock = clock,
          .random = random,
          .log = log,
          .metrics = metrics,
      }),
      native_endpoint_({
          .devices = devices_,
          .directory = directory_,
          .limits = registration_limits(settings),
          .trusted_proxies = settings.trusted_proxies,
          .clock = clock,
          .log = log,
          .metrics = metrics,
      }),
      // With a listener of its own, what watches the process is not shown to the world.
      public_handler_(
          settings.metrics_listen
              ? std::vector<Endpoint*>{&management_endpoint_, &native_endpoint_}
              : std::vector<Endpoint*>{&management_endpoint_, &native_endpoint_, &health_endpoint_},
          log,
          request_log(settings),
          metrics
      ),
      metrics_handler_({&health_endpoint_}, log, Endpoints::RequestLog::off, metrics) {
    show_on_metrics_page();
    pushes_.on_change([this](const BackendId& backend) { push_inbox_.ring(backend); });
}

http::ServerOptions Application::server_options() {
    http::ServerOptions options{
        .listeners = {},
        .io_threads = static_cast<unsigned>(settings_.io_threads),
        .limits = http_limits(settings_),
        .trusted_proxies = settings_.trusted_proxies,
        .clock = clock_,
        .random = random_,
    };
    for (const ListenAddress& listen : settings_.listen) {
        options.listeners.push_back({listen.address.text(), listen.port, public_handler_});
    }
    if (settings_.metrics_listen) {
        options.listeners.push_back(
            {settings_.metrics_listen->address.text(),
             settings_.metrics_listen->port,
             metrics_handler_}
        );
    }
    return options;
}

void Application::show_on_metrics_page() {
    Gauge& size =
        metrics_.gauge("hako_database_bytes", "Bytes of the data folder's databases on disk.");
    Gauge& backends = metrics_.gauge("hako_backends", "Backends that are open.");
    Gauge& hashing =
        metrics_.gauge("hako_password_queue_depth", "Passwords that wait to be hashed.");
    Gauge& dropped = metrics_.gauge("hako_log_lines_dropped", "Log lines lost to a slow reader.");
    metrics_.before_page([&, this] {
        size.set(storage_.size_bytes());
        backends.set(static_cast<std::int64_t>(directory_.size()));
        hashing.set(static_cast<std::int64_t>(hasher_.waiting()));
        dropped.set(static_cast<std::int64_t>(log_.dropped_line_count()));
    });
}

Result<void> Application::start() {
    HAKO_TRY(operator_side_.announce());
    HAKO_TRY_ASSIGN(
        auto socket,
        ControlSocket::open(
            (settings_.data / "hako.sock").string(),
            [this](std::string_view body) { return operator_side_.answer(body); }
        )
    );
    control_socket_ = std::make_unique<ControlSocket>(std::move(socket));
    push_thread_ = std::make_unique<jobs::PushThread>(
        push_inbox_,
        jobs::PushWorkerPorts{
            .queues = push_queues_,
            .gateway = push_side_.gateway(),
            .credentials = push_side_.vault(),
            .sink = push_inbox_,
            .clock = clock_,
            .random = random_,
            .log = log_,
            .metrics = metrics_,
        }
    );
    server_ = std::make_unique<http::Server>(server_options());
    server_->start();
    health_.enter(Health::Phase::serving);
    const auto ports = server_->ports();
    for (std::size_t i = 0; i < settings_.listen.size(); ++i) {
        const std::string address = settings_.listen[i].address.text();
        log_.write(
            LogLevel::info,
            "listening",
            {{"version", version()},
             {"address", std::string_view(address)},
             {"port", static_cast<std::int64_t>(ports[i])}}
        );
    }
    return {};
}

void Application::wait() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    const timespec pause{kFlushSeconds, 0};
    while (sigtimedwait(&signals, nullptr, &pause) < 0) {
        flush_key_uses();
    }
}

void Application::flush_key_uses() {
    const auto flushed = run_blocking(directory_.flush());
    if (!flushed) {
        log_.write(
            LogLevel::warning,
            "times of last use are not stored",
            {{"detail", flushed.error().detail()}}
        );
    }
}

void Application::stop() {
    log_.write(LogLevel::info, "stopping", {});
    health_.enter(Health::Phase::draining);
    // Its answers are waited for while requests are; what is unanswered then is tried again.
    push_thread_->stop(kPushDrain);
    server_->drain();
    control_socket_.reset();
    push_side_.stop();
    flush_key_uses();
    // What did not end in time still waits for these threads: they end before what they would
    // resume.
    storage_.stop();
}

}  // namespace

ExitCode serve(const Settings& settings) {
    SystemClock clock;
    SystemRandom random;
    Metrics metrics;
    const auto log = make_log({.format = settings.log_format, .level = settings.log_level}, clock);
    auto storage = sqlite::Storage::open(storage_options(settings), clock, random, *log, metrics);
    if (!storage) {
        fmt::print(stderr, "hako: {}\n", storage.error().detail());
        return ExitCode::data_unavailable;
    }
    const auto sealer = crypto::Sealer::open_or_create(settings.data / "secrets.key", random);
    if (!sealer) {
        fmt::print(stderr, "hako: {}\n", sealer.error().detail());
        return ExitCode::data_unavailable;
    }
    try {
        Application application(settings, *log, **storage, *sealer, clock, random, metrics);
        const auto started = application.start();
        if (!started) {
            fmt::print(stderr, "hako: {}\n", started.error().detail());
            return ExitCode::data_unavailable;
        }
        application.wait();
        application.stop();
    } catch (const http::ListenError& problem) {
        fmt::print(stderr, "hako: {}\n", problem.what());
        return ExitCode::address_unavailable;
    }
    return ExitCode::ok;
}

}  // namespace hako::server
