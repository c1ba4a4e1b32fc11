// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "domain/backend_storage.hpp"
#include "storage/sqlite/collection_store.hpp"
#include "storage/sqlite/device_store.hpp"
#include "storage/sqlite/item_store.hpp"
#include "storage/sqlite/push_store.hpp"
#include "storage/sqlite/user_store.hpp"
#include "storage/sqlite/write_state.hpp"

namespace hako::sqlite {

/// The writer's open transaction on a backend's database. Lives as long as the writer's connection
/// and is used for one group after the other; every answer is there at once.
class BackendTransaction final : public hako::BackendTransaction {
public:
    BackendTransaction(Connection& connection, WriteState& state, Random& random)
        : connection_(connection),
          state_(state),
          collections_(connection, state),
          items_(connection, state, random),
          users_(connection, state, random),
          devices_(connection),
          pushes_(connection, random) {}

    collections::CollectionStore& collections() override {
        return collections_;
    }

    items::ItemStore& items() override {
        return items_;
    }

    users::UserStore& users() override {
        return users_;
    }

    devices::DeviceStore& devices() override {
        return devices_;
    }

    push::PushStore& pushes() override {
        return pushes_;
    }

    /// For the work of this room itself: building indexes, giving back space.
    Connection& connection() {
        return connection_;
    }

    WriteState& state() {
        return state_;
    }

private:
    Connection& connection_;
    WriteState& state_;
    CollectionStore collections_;
    ItemStore items_;
    UserStore users_;
    DeviceStore devices_;
    PushStore pushes_;
};

}  // namespace hako::sqlite
