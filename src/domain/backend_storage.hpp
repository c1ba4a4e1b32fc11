// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/collections/collection_store.hpp"
#include "domain/devices/device_store.hpp"
#include "domain/items/item_store.hpp"
#include "domain/push/push_queue.hpp"
#include "domain/push/push_store.hpp"
#include "domain/users/user_store.hpp"
#include "domain/write_queue.hpp"

namespace hako {

/// One open transaction on one backend's data. Its stores can reach no other backend.
class BackendTransaction {
public:
    virtual ~BackendTransaction() = default;

    virtual collections::CollectionStore& collections() = 0;
    virtual items::ItemStore& items() = 0;
    virtual users::UserStore& users() = 0;
    virtual devices::DeviceStore& devices() = 0;
    virtual push::PushStore& pushes() = 0;
};

/// One backend's data: the readers, which see all that is committed, and the queue of its one
/// writer
/// (`hako::write<T>(storage.writes(), work)`).
class BackendStorage {
public:
    virtual ~BackendStorage() = default;

    virtual collections::CollectionReader& collections() = 0;
    virtual items::ItemReader& items() = 0;
    virtual users::UserReader& users() = 0;
    virtual devices::DeviceReader& devices() = 0;
    virtual push::PushReader& pushes() = 0;

    /// For the worker. Its calls are use cases on the same writer.
    virtual push::PushQueue& push_queue() = 0;

    virtual WriteQueue<BackendTransaction>& writes() = 0;
};

}  // namespace hako
