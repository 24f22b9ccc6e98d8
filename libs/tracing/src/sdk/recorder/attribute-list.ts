import { type AttributeValue, type Attributes, diag } from '@opentelemetry/api';
import { cleanAttributes } from '@opentelemetry/core';

/** The limits of the attributes of one span. */
export interface AttributeLimits {
  readonly attributeCountLimit: number;
  /** The greatest length of a text in characters, and of binary data in bytes. */
  readonly attributeValueLengthLimit: number;
}

const NO_LIMITS: AttributeLimits = {
  attributeCountLimit: Infinity,
  attributeValueLengthLimit: Infinity,
};

/** The number of attributes above which a key is found by its hash, and no longer by comparing it with each. */
const MAX_COMPARED = 32;

/** A key that is no property of an object to which it is assigned, and so is no attribute. */
const NO_PROPERTY = '__proto__';

const NO_KEY = 'An attribute without a key was dropped.';

/**
 * The attributes of a span in the order in which they were set first. Most spans have some ten, which two arrays hold in
 * less time and memory than an object does. They become an object once a span processor reads them, which may then
 * change that object, or once they are many.
 */
export class AttributeList {
  #keys: string[] = [];
  #values: AttributeValue[] = [];
  #object: Attributes | undefined;
  #count = 0;
  #dropped = 0;
  readonly #limits: AttributeLimits;

  constructor(limits: AttributeLimits) {
    this.#limits = limits;
  }

  /** The number of attributes that were refused: beyond the limit, or invalid at the start of the span. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The attributes as an object, which is the same at each reading. A change of it is a change of the list. */
  get object(): Attributes {
    return (this.#object ??= this.#toObject());
  }

  set object(attributes: Attributes) {
    this.#object = attributes;
  }

  /** The keys as they are now. The value of each has the same index in {@link AttributeList.values}. */
  get keys(): readonly string[] {
    return this.#object ? Object.keys(this.#object) : this.#keys;
  }

  get values(): readonly unknown[] {
    return this.#object ? Object.values(this.#object) : this.#values;
  }

  /**
   * Sets the attributes that a span starts with, once.
   *
   * @param sampled the attributes of the sampler, which replace others of the same key
   */
  start(attributes: Attributes | undefined, sampled: Attributes | undefined): void {
    if (!sampled) return this.#startWith(attributes);
    // The sampler has seen the valid attributes alone, and without limits.
    const valid = cleanAttributes(attributes, NO_LIMITS);
    this.#dropped = valid.droppedAttributesCount ?? 0;
    this.#startWith(Object.assign(valid.attributes ?? {}, sampled));
  }

  /** Sets an attribute, unless the value is `undefined` or invalid, or there are too many. */
  set(key: string, value: unknown): void {
    if (value === undefined) return;
    if (key.length === 0) return diag.warn(NO_KEY);
    const index = this.#object ? -1 : this.#keys.indexOf(key);
    const isNew = this.#object ? !Object.hasOwn(this.#object, key) : index === -1;
    if (isNew && this.#count >= this.#limits.attributeCountLimit) return this.#drop();
    const valid = this.#valid(key, value);
    if (valid === undefined) return;
    if (key === NO_PROPERTY) this.#count++;
    else if (isNew) this.#add(key, valid);
    else if (this.#object) this.#object[key] = valid;
    else this.#values[index] = valid;
  }

  #startWith(attributes: Attributes | undefined): void {
    if (typeof attributes !== 'object') return;
    for (const key in attributes) {
      const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
      if (value === undefined) continue;
      const valid = this.#isTakenAtStart(key) ? this.#valid(key, value) : undefined;
      if (valid === undefined) this.#dropped++;
      else this.#add(key, valid);
    }
  }

  #isTakenAtStart(key: string): boolean {
    if (key === NO_PROPERTY) return true;
    if (this.#count >= this.#limits.attributeCountLimit) return false;
    if (key.length === 0) diag.warn(NO_KEY);
    return key.length > 0;
  }

  #drop(): void {
    this.#dropped++;
    if (this.#dropped === 1) diag.warn('Attributes beyond the limit of a span are dropped.');
  }

  #add(key: string, value: AttributeValue): void {
    if (key === NO_PROPERTY) return;
    this.#count++;
    if (this.#object) {
      this.#object[key] = value;
      return;
    }
    this.#keys.push(key);
    this.#values.push(value);
    if (this.#count > MAX_COMPARED) this.#object = this.#toObject();
  }

  /** Returns a valid value as the span holds it: a text is cut, a list or an object copied. `undefined` for others. */
  #valid(key: string, value: unknown): AttributeValue {
    const limit = this.#limits.attributeValueLengthLimit;
    if (typeof value === 'string') return value.length > limit ? value.slice(0, limit) : value;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    const one = { ...NO_LIMITS, attributeValueLengthLimit: limit };
    const name = key === NO_PROPERTY ? 'value' : key;
    const { attributes = {} } = cleanAttributes({ [name]: value }, one);
    return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }

  #toObject(): Attributes {
    const object: Attributes = {};
    for (const [index, key] of this.#keys.entries()) object[key] = this.#values[index];
    this.#keys = [];
    this.#values = [];
    return object;
  }
}
