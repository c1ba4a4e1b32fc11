// SPDX-License-Identifier: Apache-2.0
import { CollectionItem, type Item } from "./collection_item.js";
import type { Connection } from "./connection.js";
import { and, Criteria, criteriaOf, type CriteriaLike } from "./criteria.js";
import type { CallOptions } from "./endpoint.js";
import type { AppMethods } from "./generated/app_methods.js";
import type { JsonObject } from "./json.js";

export type Right = "" | "r" | "w" | "rw";

/** What others than the owner may do: the key is "public" or the `_id` of a user. */
export type Permission = Readonly<Record<string, Right>>;

/** `"score DESC"`, or an array of such; null or "": newest first. */
export type OrderBy = string | readonly string[] | null;

/** propertyNames, limit (1,000 without one) and page. */
export type FindOptions = NonNullable<AppMethods["Collection.find"]["params"]["options"]>;

export type PermissionOptions = NonNullable<
    AppMethods["Collection.updatePermission"]["params"]["options"]
>;

export interface Found<Data extends object> {
    items: Item<Data>[];
    /** How many match, on all pages. */
    totalItems: number;
}

/** A collection, whose items have properties as `Data` says, a type of JSON values. */
export class Collection<Data extends object = JsonObject> {
    readonly name: string;
    private readonly connection: Connection;

    constructor(connection: Connection, name: string) {
        this.connection = connection;
        this.name = name;
    }

    /** The items that match and that the caller may read. */
    async find(
        criteria?: CriteriaLike,
        orderBy?: OrderBy,
        options?: FindOptions,
        call?: CallOptions,
    ): Promise<Found<Data>> {
        const { query, bindParams } = criteriaOf(criteria);
        const params = {
            collectionName: this.name,
            criteria: query,
            bindParams,
            orderBy: orderBy ?? undefined,
            options,
        };
        const { items, totalItems } = await this.connection.call("Collection.find", params, call);
        return { items: items.map((item) => this.itemOf(item)), totalItems };
    }

    /** The first item that matches; null when there is none. */
    async findOne(
        criteria?: CriteriaLike,
        orderBy?: OrderBy,
        options?: FindOptions,
        call?: CallOptions,
    ): Promise<Item<Data> | null> {
        const { items } = await this.find(criteria, orderBy, { ...options, limit: 1 }, call);
        return items[0] ?? null;
    }

    /** Of the matching items those that belong to the user, or to the device when nobody is logged in. */
    async findMine(
        criteria?: CriteriaLike,
        orderBy?: OrderBy,
        options?: FindOptions,
        call?: CallOptions,
    ): Promise<Found<Data>> {
        const { user } = await this.connection.login.read();
        const mine =
            user !== null
                ? Criteria("_ownerUserOid == ?", [user._id])
                : Criteria("_ownerDeviceOid == ?", [await this.connection.deviceId()]);
        return this.find(and(criteriaOf(criteria), mine), orderBy, options, call);
    }

    async findOneMine(
        criteria?: CriteriaLike,
        orderBy?: OrderBy,
        options?: FindOptions,
        call?: CallOptions,
    ): Promise<Item<Data> | null> {
        const { items } = await this.findMine(criteria, orderBy, { ...options, limit: 1 }, call);
        return items[0] ?? null;
    }

    /** The item as it was stored. It belongs to the user, or to the device when nobody is logged in. */
    async insert(item: Data, permission?: Permission, call?: CallOptions): Promise<Item<Data>> {
        const params = { collectionName: this.name, item: item as JsonObject, permission };
        return this.itemOf((await this.connection.call("Collection.insert", params, call)).item);
    }

    /** Adds or changes properties of an item; what is not named stays. */
    update(itemOid: string, data: Partial<Data>, call?: CallOptions): Promise<"OK"> {
        const params = { collectionName: this.name, itemOid, data: data as JsonObject };
        return this.connection.call("Collection.update", params, call);
    }

    delete(itemOid: string, call?: CallOptions): Promise<"OK"> {
        const params = { collectionName: this.name, itemOid };
        return this.connection.call("Collection.delete", params, call);
    }

    async getPermission(itemOid: string, call?: CallOptions): Promise<Permission> {
        const params = { collectionName: this.name, itemOid };
        const { permission } = await this.connection.call("Collection.getPermission", params, call);
        return permission as Permission;
    }

    /** Of all items that match and that the caller may read and write; merges unless `forceOverwrite`. */
    async updatePermission(
        criteria: CriteriaLike,
        permission: Permission,
        options?: PermissionOptions,
        call?: CallOptions,
    ): Promise<{ numUpdates: number }> {
        const { query, bindParams } = criteriaOf(criteria);
        const params = { collectionName: this.name, criteria: query, bindParams, permission, options };
        return this.connection.call("Collection.updatePermission", params, call);
    }

    private itemOf(stored: JsonObject): Item<Data> {
        return new CollectionItem<Data>(this, stored) as Item<Data>;
    }
}
