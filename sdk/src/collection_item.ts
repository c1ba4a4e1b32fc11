// SPDX-License-Identifier: Apache-2.0
import type { Collection, Permission, PermissionOptions } from "./collection.js";
import type { CallOptions } from "./endpoint.js";
import type { JsonObject } from "./json.js";

/** An item as it was found: its properties, to be changed and saved by `update()`. */
export type Item<Data extends object> = Data & CollectionItem<Data>;

/** The collection of each item, out of the way of the properties. */
const collections = new WeakMap<object, unknown>();

export class CollectionItem<Data extends object> {
    declare readonly _id: string;
    declare readonly _createdAt: Date;
    declare readonly _updatedAt: Date;
    /** Null when the item belongs to a device. */
    declare readonly _ownerUserOid: string | null;

    constructor(collection: Collection<Data>, stored: JsonObject) {
        collections.set(this, collection);
        Object.assign(this, stored, {
            _createdAt: new Date(Number(stored["_createdAt"])),
            _updatedAt: new Date(Number(stored["_updatedAt"])),
        });
    }

    /** Saves all properties as they are now here. */
    update(call?: CallOptions): Promise<"OK"> {
        const own = Object.entries(this).filter(([name]) => !name.startsWith("_"));
        return collectionOf(this).update(this._id, Object.fromEntries(own) as Partial<Data>, call);
    }

    delete(call?: CallOptions): Promise<"OK"> {
        return collectionOf(this).delete(this._id, call);
    }

    getPermission(call?: CallOptions): Promise<Permission> {
        return collectionOf(this).getPermission(this._id, call);
    }

    updatePermission(
        permission: Permission,
        options?: PermissionOptions,
        call?: CallOptions,
    ): Promise<{ numUpdates: number }> {
        const criteria = { query: "_id == ?", bindParams: [this._id] };
        return collectionOf(this).updatePermission(criteria, permission, options, call);
    }
}

function collectionOf<Data extends object>(item: CollectionItem<Data>): Collection<Data> {
    return collections.get(item) as Collection<Data>;
}
