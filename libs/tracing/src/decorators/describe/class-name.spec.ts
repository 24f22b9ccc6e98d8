import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Type, mixin } from '@nestjs/common';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class Account {
  @Traced()
  settle(): void {}
}

const HasRole = (role: string): Type<Account> => {
  class RoleAccount extends Account {
    readonly role = role;
  }
  return mixin(RoleAccount);
};

describe('the span of a class that mixin() made', () => {
  it('has the name that the class was declared with', () => {
    const Admin = HasRole('admin');
    new Admin().settle();
    expect(Admin.name).toMatch(/^[\da-f]{21}$/);
    expect(recorder.tree()).toBe('RoleAccount.settle');
  });

  it('has the name of the class above where it was declared without one', () => {
    const Nameless = mixin(class extends Account {});
    new Nameless().settle();
    expect(recorder.tree()).toBe('Account.settle');
  });

  it('has the name that the application gave it afterwards', () => {
    const Named = HasRole('admin');
    Object.defineProperty(Named, 'name', { value: 'AdminAccount' });
    new Named().settle();
    expect(recorder.tree()).toBe('AdminAccount.settle');
  });
});
