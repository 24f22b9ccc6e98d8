import { beforeEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { SpanAttribute } from './span-attribute.js';
import { TraceAttributes } from './trace-attributes.js';
import { Traced } from './traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

let asked = 0;
const userId = (id: string): { 'user.id': string } => {
  asked += 1;
  return { 'user.id': id };
};

class UsersService {
  @TraceAttributes(userId)
  find(id: string): string {
    return id;
  }

  @TraceAttributes()
  rename(@SpanAttribute('user.name') name: string): string {
    return name;
  }

  @TraceAttributes(userId)
  @Traced()
  above(id: string): string {
    return id;
  }

  @Traced()
  @TraceAttributes(userId)
  below(id: string): string {
    return id;
  }

  @TraceAttributes(() => {
    throw new Error('of the callback');
  })
  fails(): string {
    return 'goes on';
  }
}

const users = new UsersService();

describe('@TraceAttributes()', () => {
  it('sets attributes on the current span and makes none', async () => {
    await inRoot(async () => users.find('u-1'));
    expect(recorder.tree()).toBe('root');
    expect(recorder.span('root').attributes).toEqual({ 'user.id': 'u-1' });
  });

  it('sets what @SpanAttribute() says of the parameters', async () => {
    await inRoot(async () => users.rename('Ada'));
    expect(recorder.span('root').attributes).toEqual({ 'user.name': 'Ada' });
  });

  it.each(['above', 'below'] as const)(
    'sets them on the span of the method itself if it stands %s @Traced()',
    async (method) => {
      asked = 0;
      await inRoot(async () => users[method]('u-1'));
      expect(recorder.span(`UsersService.${method}`).attributes).toMatchObject({
        'user.id': 'u-1',
      });
      expect(recorder.span('root').attributes).toEqual({});
      expect(asked).toBe(1);
    },
  );

  it('calls no callback if nothing is recorded', () => {
    asked = 0;
    expect(trace.getActiveSpan()).toBeUndefined();
    expect(users.find('u-1')).toBe('u-1');
    expect(asked).toBe(0);
  });

  it('lets the call go on when the callback throws', async () => {
    await inRoot(async () => expect(users.fails()).toBe('goes on'));
  });
});
