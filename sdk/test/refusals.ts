// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { HakoError } from "@hako/client";

/** The error that a call must be refused with. */
export async function refusal(call: Promise<unknown>, code: number): Promise<HakoError> {
    try {
        await call;
    } catch (error) {
        assert.ok(error instanceof HakoError, `not refused, but failed: ${String(error)}`);
        assert.equal(error.code, code, `${error.message} ${JSON.stringify(error.data)}`);
        return error;
    }
    throw new assert.AssertionError({ message: `not refused with ${code}` });
}
