// SPDX-License-Identifier: Apache-2.0
// What the types promise and forbid. This file is compiled with the tests and never run: a line under
// `@ts-expect-error` that compiles is an error.
import {
    createClient,
    createManagementClient,
    ErrorCode,
    HakoError,
    memoryStorage,
    monaql,
    type Item,
    type JsonObject,
    type JsonValue,
} from "@hako/client";

/** Compiles when both are the same type; `any` is the same as itself only. */
type Same<A, B> =
    (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_Claim extends true>(): void {}

interface Score {
    player: string;
    points: number;
}

export async function app(): Promise<void> {
    const client = createClient({ url: "u", backendId: "b", apiKey: "k", storage: memoryStorage() });
    // @ts-expect-error: there is no backend without its id
    createClient({ url: "u", apiKey: "k" });
    // @ts-expect-error: a mistyped option
    createClient({ url: "u", backendId: "b", apiKey: "k", timeout: 1 });
    // @ts-expect-error: it cannot be written
    createClient({ url: "u", backendId: "b", apiKey: "k", storage: { getItem: () => null } });

    const login = await client.User.login("a", "b");
    holds<Same<typeof login.user._id, string>>();
    holds<Same<typeof login.loginToken, string>>();
    holds<Same<(typeof login.user)["level"], JsonValue>>();
    holds<Same<typeof client.User._oid, string | null>>();
    // @ts-expect-error: no password
    await client.User.login("a");
    // @ts-expect-error: who is logged in is not set
    client.User._oid = "x";
    // @ts-expect-error: no JSON
    await client.User.saveProperty("at", new Date());
    const level = await client.User.getProperty("level");
    holds<Same<typeof level, JsonValue | undefined>>();

    const scores = client.Collection<Score>("Score");
    const found = await scores.find(monaql`points > ${1}`, ["points DESC"], { limit: 5 });
    holds<Same<(typeof found.items)[number], Item<Score>>>();
    holds<Same<typeof found.totalItems, number>>();
    const item = await scores.findOne();
    holds<Same<typeof item, Item<Score> | null>>();
    // @ts-expect-error: there may be none
    item.points;
    holds<Same<Item<Score>["points"], number>>();
    holds<Same<Item<Score>["_createdAt"], Date>>();
    holds<Same<ReturnType<Item<Score>["update"]>, Promise<"OK">>>();
    // @ts-expect-error: criteria are no object of values
    await scores.find({ points: 1 });
    // @ts-expect-error: a mistyped option
    await scores.find("", "", { limits: 5 });
    // @ts-expect-error: a property is missing
    await scores.insert({ player: "Alice" });
    // @ts-expect-error: not of this type
    await scores.update("i", { points: "1" });
    await scores.update("i", { points: 1 });
    // @ts-expect-error: no such right
    await scores.insert({ player: "Alice", points: 1 }, { public: "rwx" });
    // @ts-expect-error: a function is no value for a query
    monaql`points > ${() => 1}`;

    const any = await client.Collection("Any").findOne();
    holds<Same<NonNullable<typeof any>["_id"], string>>();
    await any?.update();
    if (any) holds<Same<ReturnType<typeof any._createdAt.getTime>, number>>();

    const properties = await client.call("Device.getProperties");
    holds<Same<typeof properties, { properties: JsonObject }>>();
    // @ts-expect-error: params are required
    await client.call("User.login");
    // @ts-expect-error: no such method
    await client.call("User.lost");
}

export async function management(): Promise<void> {
    const client = createManagementClient({ url: "u", key: "k" });
    const { user } = await client.User.create({ username: "a", password: "b" });
    holds<Same<typeof user._createdAt, number>>();
    await client.User.list();
    await client.User.list({ sortOrder: "asc" }, { timeoutMs: 5 });
    // @ts-expect-error: no such order
    await client.User.list({ sortOrder: "ascending" });
    // @ts-expect-error: a mistyped filter must not find everyone
    await client.User.list({ userquery: "a == 1" });
    // @ts-expect-error: params are required
    await client.User.get();
    // @ts-expect-error: no such method
    await client.User.lost();
    const target = { pushProjectId: "p", platform: "ios", target: "app", message: "m" } as const;
    await client.Push.send({ ...target, buildType: "release", userOidList: [] });
    // @ts-expect-error: null is no filter
    await client.Push.send({ ...target, buildType: "release", userOidList: null });

    const [listed, count] = await client.batch([
        { method: "Collection.list" },
        { method: "CollectionItem.count", params: { collectionName: "Score" } },
    ]);
    if (listed.ok) holds<Same<(typeof listed.result.items)[number]["isInsertable"], boolean>>();
    if (count.ok) holds<Same<typeof count.result.totalItems, number>>();
    else holds<Same<typeof count.error, HakoError>>();
    // @ts-expect-error: what came is not known before `ok` is looked at
    count.result;
    // @ts-expect-error: params are required
    await client.batch([{ method: "User.get" }]);
    // @ts-expect-error: of another method
    await client.batch([{ method: "User.get", params: { collectionName: "Score" } }]);
}

export function errors(error: HakoError): void {
    holds<Same<typeof error.code, number>>();
    holds<Same<typeof error.data, JsonObject>>();
    holds<Same<typeof error.retryAfterMs, number | undefined>>();
    holds<Same<typeof error.isNetworkError, boolean>>();
    holds<Same<typeof ErrorCode.timeout, -11>>();
}
