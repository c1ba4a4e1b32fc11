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
inline constexpr std::size_t kIdListEntriesMax = 10'000;
inline constexpr std::int64_t kItemsInPageMax = 10'000;
inline constexpr std::int64_t kItemsInPageDefault = 100;
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

// Passwords (OWASP cheat sheet: Argon2id, 19 MiB, 2 passes, 1 lane).
inline constexpr std::size_t kPasswordHashMemoryBytes = 19UL * 1024 * 1024;
inline constexpr std::uint64_t kPasswordHashPasses = 2;
inline constexpr std::size_t kPasswordHashQueueMax = 64;

}  // namespace hako::limits
