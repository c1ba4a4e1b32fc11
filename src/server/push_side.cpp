// SPDX-License-Identifier: Apache-2.0
#include "server/push_side.hpp"

namespace hako::server {
namespace {

http2::ClientOptions client_options(const Settings& settings) {
    http2::ClientOptions options;
    options.ca_file = settings.push_ca_file.string();
    return options;
}

apns::Options apns_options(const Settings& settings) {
    apns::Options options;
    options.production_url = settings.push_apns_production;
    options.development_url = settings.push_apns_development;
    options.client = client_options(settings);
    return options;
}

fcm::Options fcm_options(const Settings& settings) {
    fcm::Options options;
    options.url = settings.push_fcm;
    options.oauth_url = settings.push_oauth;
    options.client = client_options(settings);
    return options;
}

}  // namespace

PushSide::PushSide(
    const Settings& settings,
    Storage& storage,
    const crypto::Sealer& sealer,
    const Clock& clock,
    Random& random,
    Log& log
)
    : vault_(sealer, log),
      tokens_(storage, sealer, random),
      loop_(log),
      apns_(
          loop_,
          {.credentials = vault_, .tokens = tokens_, .clock = clock, .log = log},
          apns_options(settings)
      ),
      fcm_(loop_, {.credentials = vault_, .clock = clock, .log = log}, fcm_options(settings)) {}

PushSide::~PushSide() {
    stop();
}

}  // namespace hako::server
