// SPDX-License-Identifier: Apache-2.0
#include "domain/push/explanation.hpp"

#include <algorithm>
#include <array>

namespace hako::push {
namespace {

constexpr std::string_view kOurMistake =
    "The request broke a rule of the provider's. This is a mistake of Hako's or of what "
    "was given in raw; this message cannot be sent as it is.";

constexpr std::array kOwn{
    Explanation{
        0,
        reasons::kNoCredential,
        "No credential is configured for this platform and environment, so nothing was sent. "
        "Add one with hako push configure."
    },
    Explanation{
        0,
        reasons::kBadCredential,
        "The configured credential cannot be used. hako push doctor says what is wrong with it."
    },
    Explanation{
        0,
        reasons::kTokenBudget,
        "Apple takes a new provider token of one team only every 20 minutes, whichever of its keys "
        "signed it. Sending goes on when the next one may be made."
    },
    Explanation{
        0,
        reasons::kNotConnected,
        "The provider could not be reached, so nothing was sent. It is tried again."
    },
    Explanation{
        0,
        reasons::kNotProcessed,
        "The provider closed the connection and said that it had not processed this message. It is "
        "sent again at once."
    },
    Explanation{
        0,
        reasons::kNoAnswer,
        "The message was sent, but the connection broke or stayed silent before an answer came. It "
        "is sent again under the same id."
    },
    Explanation{0, reasons::kCancelled, "The push was cancelled before this device's turn came."},
    Explanation{
        0,
        reasons::kExpired,
        "The time in which the push was to be sent ran out before the provider took it."
    },
    Explanation{
        0,
        reasons::kTokenGone,
        "The device had no push token any more when its turn came: the app gave it back, another "
        "device registered it, or the provider had said that it is dead."
    },
    Explanation{
        0,
        reasons::kDeviceChanged,
        "The device registered again as another platform or build type before its turn came."
    },
    Explanation{
        0,
        reasons::kOutcomeUnknown,
        "The message was being sent when the push was cancelled, and the answer was lost. It may "
        "have arrived; it is not sent again."
    },
};

constexpr std::array kApns{
    Explanation{
        200,
        "",
        "Apple took the message. Whether and when the device shows it is up to Apple and the "
        "device."
    },
    Explanation{
        400,
        "BadDeviceToken",
        "Apple does not know this device token: it is malformed, or it belongs to the other "
        "environment (development or production)."
    },
    Explanation{
        400,
        "DeviceTokenNotForTopic",
        "The device token belongs to another app than the configured topic (bundle id). Check the "
        "topic if this happens to many devices."
    },
    Explanation{400, "BadCollapseId", "The collapse key is longer than 64 bytes."},
    Explanation{400, "BadExpirationDate", "The expiry date that was sent is not valid."},
    Explanation{400, "BadMessageId", kOurMistake},
    Explanation{400, "BadPriority", "The priority (apns-priority) is not one that Apple knows."},
    Explanation{
        400,
        "BadTopic",
        "The configured topic (bundle id) is not valid. Correct it with hako push configure."
    },
    Explanation{400, "DuplicateHeaders", kOurMistake},
    Explanation{
        400,
        "IdleTimeout",
        "Apple closed the connection because it was idle. It is sent again on a new one."
    },
    Explanation{
        400,
        "InvalidPushType",
        "The push type (apns-push-type) does not exist, or does not fit this message."
    },
    Explanation{400, "MissingDeviceToken", kOurMistake},
    Explanation{
        400,
        "MissingTopic",
        "Apple needs the topic (bundle id) and none is configured. Add it with hako push configure."
    },
    Explanation{400, "PayloadEmpty", kOurMistake},
    Explanation{
        400,
        "TopicDisallowed",
        "The credential may not send to the configured topic (bundle id). Sending is paused until "
        "the topic or the credential is corrected."
    },
    Explanation{
        403,
        "BadCertificate",
        "Apple refuses the client certificate: it is expired, revoked or not for push. Sending is "
        "paused until another one is configured."
    },
    Explanation{
        403,
        "BadCertificateEnvironment",
        "The client certificate is for the other environment (development or production). Sending "
        "is paused until the right one is configured."
    },
    Explanation{
        403,
        "ExpiredProviderToken",
        "Apple calls the provider token expired. A new one is made as soon as Apple allows; if "
        "this goes on, this machine's clock is wrong."
    },
    Explanation{
        403,
        "Forbidden",
        "Apple refuses this credential for this action. Sending is paused until it is corrected."
    },
    Explanation{
        403,
        "InvalidProviderToken",
        "Apple refuses the provider token: the key, its key id or the team id is wrong, or the key "
        "was revoked. Sending is paused until that is corrected."
    },
    Explanation{
        403,
        "MissingProviderToken",
        "Apple wants a signing key or a client certificate and got neither. Sending is paused "
        "until one is configured."
    },
    Explanation{
        403,
        "UnrelatedKeyIdInToken",
        "The key id belongs to another key than the one used on this connection. Sending is paused "
        "until that is corrected."
    },
    Explanation{
        403,
        "BadEnvironmentKeyIdInToken",
        "The signing key is restricted to the other environment (development or production). "
        "Sending is paused until one for this environment is configured."
    },
    Explanation{
        403,
        "BadEnvironmentKeyInToken",
        "The signing key is restricted to the other environment (development or production). "
        "Sending is paused until one for this environment is configured."
    },
    Explanation{404, "BadPath", kOurMistake},
    Explanation{405, "MethodNotAllowed", kOurMistake},
    Explanation{
        410,
        "Unregistered",
        "The app was removed from the device, or its token was replaced. The token is not used "
        "again unless the device registers anew."
    },
    Explanation{
        410,
        "ExpiredToken",
        "The device token has expired. It is not used again unless the device registers anew."
    },
    Explanation{
        413,
        "PayloadTooLarge",
        "The message is larger than Apple takes (4,096 bytes after encoding)."
    },
    Explanation{
        429,
        "TooManyRequests",
        "Too many messages to this one device in a short time. It is sent again some minutes later."
    },
    Explanation{
        429,
        "TooManyProviderTokenUpdates",
        "New provider tokens of this team were made too often: once in 20 minutes is allowed, "
        "other programs with keys of the same team included. Sending goes on after a pause."
    },
    Explanation{500, "InternalServerError", "A fault at Apple. It is sent again after a pause."},
    Explanation{503, "ServiceUnavailable", "Apple is overloaded. It is sent again after a pause."},
    Explanation{503, "Shutdown", "Apple's server is being restarted. It is sent again."},
};

constexpr std::array kFcm{
    Explanation{
        200,
        "",
        "Google took the message. Whether and when the device shows it is up to Google and the "
        "device."
    },
    Explanation{
        400,
        "INVALID_ARGUMENT message.token",
        "Google does not take this for a registration token. It is not used again unless the "
        "device registers anew."
    },
    Explanation{
        400,
        "INVALID_ARGUMENT",
        "A field of the message is not valid for Google: a reserved key in the data, a wrong type, "
        "or more than 4,096 bytes. This message cannot be sent as it is."
    },
    Explanation{
        400,
        "invalid_grant",
        "Google refuses the service account's signature: its key was revoked or deleted, or this "
        "machine's clock is wrong. Sending is paused."
    },
    Explanation{
        401,
        "UNAUTHENTICATED",
        "Google does not accept the access token, not even a new one. The service account is wrong "
        "or was disabled. Sending is paused."
    },
    Explanation{
        401,
        "THIRD_PARTY_AUTH_ERROR",
        "The token is for a platform whose credential (APNs or Web Push) is missing or wrong in "
        "the Firebase project."
    },
    Explanation{
        401,
        "invalid_client",
        "Google does not know the service account. It was deleted, or the file is not from Google. "
        "Sending is paused."
    },
    Explanation{
        403,
        "SENDER_ID_MISMATCH",
        "The token belongs to another Firebase project (sender). If this happens to all devices, "
        "the app and the service account are of different projects."
    },
    Explanation{
        403,
        "PERMISSION_DENIED",
        "The service account may not send messages for this project: a role is missing, or the "
        "Firebase Cloud Messaging API is not enabled. Sending is paused."
    },
    Explanation{
        404,
        "UNREGISTERED",
        "The app was removed from the device, or its token expired (Google ends tokens that were "
        "idle for 270 days). The token is not used again unless the device registers anew."
    },
    Explanation{
        404,
        "NOT_FOUND",
        "Google knows no such project: the service account is for another one, or the project was "
        "deleted. Sending is paused; no token is removed."
    },
    Explanation{
        429,
        "QUOTA_EXCEEDED",
        "Too many messages for the project or for this device (Google allows 600,000 a minute for "
        "a project). It is sent again when Google allows."
    },
    Explanation{
        429,
        "RESOURCE_EXHAUSTED",
        "Too many messages for the project or for this device. It is sent again when Google "
        "allows."
    },
    Explanation{500, "INTERNAL", "A fault at Google. It is sent again after a pause."},
    Explanation{502, "", "A gateway of Google's failed. It is sent again after a pause."},
    Explanation{503, "UNAVAILABLE", "Google is overloaded. It is sent again after a pause."},
};

std::string_view by_status(int status) {
    if (status == 0) {
        return "The provider gave no answer. The reason says why.";
    }
    if (status < 300) {
        return "The provider took the message.";
    }
    if (status == 429) {
        return "Too many messages at once, says the provider. It is sent again after a pause.";
    }
    if (status < 500) {
        return "The provider refused the message. The reason is its own word for why.";
    }
    return "A fault at the provider. It is sent again after a pause.";
}

const Explanation* find(std::span<const Explanation> table, int status, std::string_view reason) {
    const auto found = std::ranges::find_if(table, [&](const Explanation& row) {
        return row.status == status && row.reason == reason;
    });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Explanation> explanations(Platform platform) {
    return platform == Platform::ios ? std::span<const Explanation>(kApns) : kFcm;
}

std::string_view explanation(Platform platform, int status, std::string_view reason) {
    const auto table = status == 0 ? std::span<const Explanation>(kOwn) : explanations(platform);
    const Explanation* row = find(table, status, reason);
    if (row == nullptr && status != 0) {
        row = find(table, status, "");
    }
    return row != nullptr ? row->text : by_status(status);
}

}  // namespace hako::push
