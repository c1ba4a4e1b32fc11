// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hako::contract {

/// A fresh, empty backend's data, and all that it needs around it.
class Engine {
public:
    virtual ~Engine() = default;

    virtual BackendStorage& data() = 0;

    /// Closes the data and opens it again, as a restart does.
    virtual void restart() = 0;

    /// Bytes that rows take up: falls when space is given back.
    virtual std::int64_t used_bytes() = 0;

    /// What is wrong with the stored data; empty when all is well.
    virtual std::string problems() = 0;
};

using MakeEngine = std::function<std::unique_ptr<Engine>()>;

/// How an engine is made, and its name in the tests' names.
struct EngineKind {
    std::string name;
    MakeEngine make;
};

/// The engines that are held to the contract: those that this build has.
const std::vector<EngineKind>& engine_kinds();

/// What every engine must do; one suite a store.
class StoreContract : public ::testing::TestWithParam<EngineKind> {
protected:
    StoreContract() : engine_(GetParam().make()) {}

    /// After each test, whatever it did.
    void TearDown() override {
        EXPECT_EQ(engine_->problems(), "");
    }

    BackendStorage& data() {
        return engine_->data();
    }

    Engine& engine() {
        return *engine_;
    }

private:
    std::unique_ptr<Engine> engine_;
};

}  // namespace hako::contract
