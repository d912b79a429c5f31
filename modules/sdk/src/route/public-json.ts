type Leaf = string | number | boolean | null | undefined | Date;

/**
 * What a body must look like to be shown in public: keys in snake_case, nested ones included. A key with a capital letter is of
 * type `never`, so that `json({ priceKopecks: 1 })` does not compile. Keys that come from data (a record by name) are not
 * checked.
 */
export type PublicJson<T> = T extends Leaf
  ? T
  : T extends readonly (infer Item)[]
    ? readonly PublicJson<Item>[]
    : {
        readonly [Key in keyof T]: string extends Key
          ? T[Key]
          : Key extends Lowercase<Key & string>
            ? PublicJson<T[Key]>
            : never;
      };
