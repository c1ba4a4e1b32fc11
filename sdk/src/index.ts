// SPDX-License-Identifier: Apache-2.0
export { createClient, type Client, type Device, type Mailer, type MailOptions } from "./client.js";
export type {
    Collection,
    FindOptions,
    Found,
    OrderBy,
    Permission,
    PermissionOptions,
    Right,
} from "./collection.js";
export type { Item } from "./collection_item.js";
export type { ClientOptions } from "./connection.js";
export { Criteria, monaql, type CriteriaLike, type CriteriaObject } from "./criteria.js";
export type { CallOptions } from "./endpoint.js";
export { ErrorCode, HakoError } from "./errors.js";
export type { AppMethods } from "./generated/app_methods.js";
export type { ManagementMethods } from "./generated/management_methods.js";
export type { JsonObject, JsonValue } from "./json.js";
export {
    createManagementClient,
    type BatchCall,
    type BatchResults,
    type ManagementClient,
    type ManagementClientOptions,
    type Settled,
} from "./management.js";
export { memoryStorage, type ClientStorage } from "./storage.js";
export type { Login, ResetMailOptions, User } from "./user.js";
