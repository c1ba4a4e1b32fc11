// SPDX-License-Identifier: Apache-2.0
#include "api/error_table.hpp"

#include "base/check.hpp"

namespace hako::api {

rpc::WireError wire_error(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_params:
            return rpc::kInvalidParams;
        case ErrorCode::api_key_invalid:
            return {4, "API key invalid"};
        case ErrorCode::session_invalid:
            return {10, "Session id invalid"};
        case ErrorCode::login_required:
            return {11, "User login required"};
        case ErrorCode::device_required:
            return {12, "Device id required"};
        case ErrorCode::invalid_operation:
            return {13, "Invalid operation"};
        case ErrorCode::permission_denied:
            return {14, "Permission denied"};
        case ErrorCode::rate_limited:
            return {9999, "Call limit exceeded"};
        case ErrorCode::busy:
        case ErrorCode::unavailable:
            return rpc::kInternalError;
    }
    check(false, "an error code outside of its enumeration");
    return rpc::kInternalError;
}

}  // namespace hako::api
