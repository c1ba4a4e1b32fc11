// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit, with its unit in its name. Each has a test that goes one over.
namespace hako::limits {

// HTTP (reference: OWASP API4; RFC 9112).
inline constexpr std::size_t kHttpHeadBytesMax = 16UL * 1024;
inline constexpr std::size_t kHttpHeaderCountMax = 100;
inline constexpr std::size_t kHttpTargetBytesMax = 8UL * 1024;
inline constexpr std::size_t kHttpBodyBytesMax = 16UL * 1024 * 1024;
inline constexpr std::size_t kHttpChunkExtensionBytesMax = 256;
/// From the first byte of a request to the last one of its body.
inline constexpr std::chrono::seconds kHttpRequestSecondsMax{30};
/// Without any request on a connection that is kept alive.
inline constexpr std::chrono::seconds kHttpIdleSecondsMax{75};
/// Without the peer taking a byte of a reply.
inline constexpr std::chrono::seconds kHttpReplyStallSecondsMax{30};
inline constexpr std::size_t kHttpConnectionsMax = 10'000;
inline constexpr std::size_t kHttpConnectionsPerAddressMax = 1'000;
/// From SIGTERM to the last reply.
inline constexpr std::chrono::seconds kDrainSecondsMax{10};

// JSON and JSON-RPC.
inline constexpr std::size_t kJsonDepthMax = 64;
inline constexpr std::size_t kJsonNumberCharactersMax = 128;
inline constexpr std::size_t kRpcBatchCallsMax = 1'000;

// Values (spec: "Values").
inline constexpr std::size_t kPropertiesBytesMax = 512'000;
inline constexpr std::size_t kPropertyNameCharactersMax = 255;
inline constexpr std::size_t kCollectionNameCharactersMax = 64;
inline constexpr std::size_t kUsernameCharactersMax = 255;
inline constexpr std::size_t kPasswordCharactersMax = 80;
inline constexpr std::size_t kPermissionKeysMax = 1'000;
inline constexpr std::size_t kPermissionKeyCharactersMax = 64;
/// Items whose permission one transaction of a bulk change sets.
inline constexpr std::size_t kPermissionChangesAtOnce = 1'000;
inline constexpr std::size_t kIdListEntriesMax = 10'000;
inline constexpr std::int64_t kItemsInPageMax = 10'000;
inline constexpr std::int64_t kItemsInPageDefault = 100;
inline constexpr std::int64_t kFindLimitDefault = 1'000;
inline constexpr std::size_t kSortPropertiesMax = 8;
inline constexpr std::size_t kPropertyNamesFromNewest = 100;
inline constexpr std::size_t kPathPartsMax = 16;

// MonaQL (spec: "Limits").
inline constexpr std::size_t kQueryBytesMax = 16UL * 1024;
inline constexpr std::size_t kQueryDepthMax = 64;
inline constexpr std::size_t kQueryArrayElementsMax = 1'000;

// Collections and indexes.
inline constexpr std::size_t kCollectionsPerBackendMax = 10'000;
inline constexpr std::size_t kIndexPropertiesMax = 3;
inline constexpr std::size_t kIndexesPerCollectionMax = 32;
inline constexpr std::size_t kAutomaticIndexesPerCollectionMax = 8;
/// Below this an unindexed query is fast enough, and an index would only slow writes.
inline constexpr std::int64_t kAutomaticIndexItemsMin = 2'000;

// Queries that must scan.
inline constexpr std::chrono::milliseconds kReadInPlaceMillisMax{1};
inline constexpr std::chrono::seconds kScanSecondsMax{10};
inline constexpr std::size_t kScanWorkers = 2;
inline constexpr std::size_t kScanQueueMax = 256;

// Writing.
inline constexpr std::size_t kCommitGroupWritesMax = 512;
inline constexpr std::size_t kWriteQueueMax = 20'000;
/// How long one chunk of background work (index build, drop) may hold the writer.
inline constexpr std::chrono::milliseconds kBackgroundChunkMillisMax{10};

/// What a caller is told to wait when too many others are being served.
inline constexpr std::chrono::milliseconds kBusyRetryMillis{1'000};

// Keys.
inline constexpr std::size_t kKeysPerBackendMax = 1'000;
inline constexpr std::size_t kRangesPerKeyMax = 100;
inline constexpr std::size_t kKeyNameCharactersMax = 100;
/// Wrong keys from one address (IPv6: from one /64) in a minute, before it is told to wait.
inline constexpr std::uint32_t kKeyFailuresPerMinuteMax = 60;
inline constexpr std::size_t kKeyFailureAddressesMax = 100'000;

// Backends.
inline constexpr std::size_t kBackendNameCharactersMax = 100;
inline constexpr std::size_t kBackendsMax = 10'000;

// Devices and push (reference: APNs and FCM, 4,096 bytes of payload each).
inline constexpr std::size_t kDeviceTextBytesMax = 255;
inline constexpr std::size_t kApnsTokenDigitsMax = 512;
inline constexpr std::size_t kFcmTokenBytesMax = 4'096;
inline constexpr std::size_t kPushFormBytesMax = 16UL * 1024;
inline constexpr std::size_t kPushFormFieldsMax = 32;
/// Registrations and their ends from one address (IPv6: one /64), and of one push project, a
/// minute. Many phones may stand behind one address of a carrier.
inline constexpr std::uint32_t kRegistrationsPerAddressAndMinuteMax = 600;
inline constexpr std::uint32_t kRegistrationsPerProjectAndMinuteMax = 60'000;
inline constexpr std::size_t kRegistrationAddressesMax = 100'000;
inline constexpr std::size_t kPushPayloadBytesMax = 4'096;
inline constexpr std::size_t kPushCollapseKeyBytesMax = 64;
inline constexpr std::size_t kIdempotencyKeyBytesMax = 255;
inline constexpr std::chrono::hours kIdempotencyHours{24};
/// Up to here a push and all its deliveries are stored in one transaction.
inline constexpr std::int64_t kPushTargetsAtOnceMax = 10'000;
inline constexpr std::chrono::hours kPushSendAheadHoursMax{366 * 24};
/// How far back sendAt may lie: what is meant as "now" but took its time to come.
inline constexpr std::chrono::hours kPushSendLateHoursMax{1};
inline constexpr std::chrono::hours kPushSpreadHoursMax{24};
/// Without expiresAt: after its beginning.
inline constexpr std::chrono::hours kPushLifeHours{24};
/// The longest that APNs and FCM keep a message for a device (FCM: 28 days).
inline constexpr std::chrono::hours kPushExpiryHoursMax{28 * 24};

// Sessions (reference: OWASP session and authentication cheat sheets; spec app-api.md).
/// Live and dead ones that are not swept yet; beyond, those that were used longest ago end.
inline constexpr std::size_t kSessionsPerUserMax = 1'000;
/// From the password on, however often a login token is used.
inline constexpr std::int64_t kLoginTokenDaysMax = 365;
inline constexpr std::size_t kResetTokenCharacters = 24;
/// How stale the stored time of a session's last use may be.
inline constexpr std::chrono::seconds kSessionSeenSeconds{60};
/// What a login takes along of what is over.
inline constexpr std::int64_t kSessionsSweptAtOnce = 20;
/// No password is longer (80 characters of at most 4 bytes): more need not be hashed.
inline constexpr std::size_t kPasswordBytesMax = 4 * kPasswordCharactersMax;
/// Wrong tries without any wait; then 1, 2, 4, ... seconds up to the bound. Many phones may stand
/// behind one address of a carrier.
inline constexpr std::uint32_t kAccountFailuresFree = 5;
inline constexpr std::uint32_t kAddressFailuresFree = 100;
inline constexpr std::chrono::seconds kAccountWaitSecondsMax{900};
inline constexpr std::chrono::seconds kAddressWaitSecondsMax{60};
/// Tries that are under way together.
inline constexpr std::uint32_t kAccountAttemptsUnderWayMax = 64;
inline constexpr std::uint32_t kAddressAttemptsUnderWayMax = 1'000;
/// After this without a failure all is forgotten.
inline constexpr std::chrono::hours kFailuresForgottenHours{1};
inline constexpr std::size_t kAttemptsTrackedMax = 100'000;

// Settings of a backend for its apps.
inline constexpr std::int64_t kAutoLoginMinutesMax = std::int64_t{365} * 24 * 60;
inline constexpr std::int64_t kResetTokenMinutesMax = std::int64_t{24} * 60;
inline constexpr std::int64_t kSessionMinutesMin = 5;
inline constexpr std::int64_t kSessionMinutesMax = std::int64_t{366} * 24 * 60;
inline constexpr std::size_t kAllowedOriginsMax = 100;
inline constexpr std::size_t kOriginBytesMax = 255;
inline constexpr std::size_t kEmailPropertiesMax = 20;

// Mail (RFC 5321, section 4.5.3; the rest against mail bombing).
inline constexpr std::size_t kMailTemplateNameCharactersMax = 64;
inline constexpr std::size_t kMailSubjectCharactersMax = 255;
inline constexpr std::size_t kMailFilledSubjectCharactersMax = 500;
inline constexpr std::size_t kMailTemplateBodyBytesMax = 64UL * 1024;
inline constexpr std::size_t kMailBodyBytesMax = 256UL * 1024;
inline constexpr std::size_t kMailPlaceNameBytesMax = 255;
inline constexpr std::size_t kMailSubstitutesMax = 100;
inline constexpr std::int64_t kMailRequestsWaitingMax = 10'000;
/// Mails an hour: that one user or device has sent, and that one address gets.
inline constexpr std::uint32_t kMailsPerHourMax = 60;
/// Reset mails an hour: for one account, from one device, and to one address.
inline constexpr std::uint32_t kResetMailsPerHourMax = 5;
inline constexpr std::size_t kMailLimitKeysMax = 100'000;
/// How long an app waits for the mail server's answer.
inline constexpr std::chrono::seconds kMailAnswerSecondsMax{10};
/// How long a reset mail is tried.
inline constexpr std::chrono::hours kResetMailHours{24};

// Passwords (OWASP cheat sheet: Argon2id, 19 MiB, 2 passes, 1 lane).
inline constexpr std::size_t kPasswordHashMemoryBytes = 19UL * 1024 * 1024;
inline constexpr std::uint64_t kPasswordHashPasses = 2;
inline constexpr std::size_t kPasswordHashQueueMax = 64;

}  // namespace hako::limits
