// SPDX-License-Identifier: Apache-2.0
import type { JsonValue } from "./json.js";

/** A MonaQL query, and the values for its place holders `?`. */
export interface CriteriaObject {
    readonly query: string;
    readonly bindParams: readonly JsonValue[];
}

/** What finds items: a query, one with values, or nothing for all items. */
export type CriteriaLike = CriteriaObject | string | null | undefined;

/** `Criteria("score > ? && team == ?", [100, "red"])` */
export function Criteria(query: string, bindParams: readonly JsonValue[] = []): CriteriaObject {
    return { query, bindParams };
}

/** monaql`score > ${100} && team == ${"red"}`: values get place holders, and never become query text. */
export function monaql(texts: TemplateStringsArray, ...values: JsonValue[]): CriteriaObject {
    return { query: texts.join("?"), bindParams: values };
}

/** Throws TypeError for what is no criteria: sent on, it would find any item. */
export function criteriaOf(given: CriteriaLike): CriteriaObject {
    if (given === null || given === undefined) return Criteria("");
    if (typeof given === "string") return Criteria(given);
    if (typeof given.query === "string" && Array.isArray(given.bindParams)) return given;
    throw new TypeError("criteria are a string in MonaQL or Criteria(query, bindParams)");
}

/** Both must hold. */
export function and(first: CriteriaObject, second: CriteriaObject): CriteriaObject {
    if (first.query.trim() === "") return second;
    return Criteria(`(${first.query}) && (${second.query})`, [...first.bindParams, ...second.bindParams]);
}
