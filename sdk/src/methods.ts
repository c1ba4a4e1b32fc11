// SPDX-License-Identifier: Apache-2.0
// How the methods of an API, as src/generated/ lists them, become functions.
import type { CallOptions } from "./endpoint.js";

/** The params and the result of each method of an API. */
export type MethodTable<Methods> = {
    [Name in keyof Methods]: { params: object; result: unknown };
};

export type ParamsOf<Methods extends MethodTable<Methods>, Name extends keyof Methods> =
    Methods[Name]["params"];

export type ResultOf<Methods extends MethodTable<Methods>, Name extends keyof Methods> =
    Methods[Name]["result"];

/** What a method is called with: params may be left out where none is required. */
export type Arguments<Methods extends MethodTable<Methods>, Name extends keyof Methods> =
    Record<never, never> extends ParamsOf<Methods, Name>
        ? [params?: ParamsOf<Methods, Name>, options?: CallOptions]
        : [params: ParamsOf<Methods, Name>, options?: CallOptions];

type Namespace<Name> = Name extends `${infer Space}.${string}` ? Space : never;
type Within<Space extends string, Name> = Name extends `${Space}.${infer Rest}` ? Rest : never;

/** All methods as functions, each where its name says: "User.list" is `tree.User.list`. */
export type MethodTree<Methods extends MethodTable<Methods>> = {
    readonly [Space in Namespace<keyof Methods>]: {
        readonly [Rest in Within<Space, keyof Methods>]: `${Space}.${Rest}` extends infer Name
            ? Name extends keyof Methods
                ? (...args: Arguments<Methods, Name>) => Promise<ResultOf<Methods, Name>>
                : never
            : never;
    };
};

/** The functions of `names`, each of which hands its name and what it is given to `call`. */
export function methodTree<Methods extends MethodTable<Methods>>(
    names: readonly (keyof Methods & string)[],
    call: (name: keyof Methods & string, ...args: never[]) => Promise<unknown>,
): MethodTree<Methods> {
    const tree: Record<string, Record<string, unknown>> = {};
    for (const name of names) {
        const [space = "", rest = ""] = name.split(".");
        (tree[space] ??= {})[rest] = (...args: never[]) => call(name, ...args);
    }
    // What the loop makes is what the type says, name by name.
    return tree as MethodTree<Methods>;
}
