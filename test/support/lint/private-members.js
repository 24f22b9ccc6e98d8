/**
 * Refuses TypeScript's `private` on a field or a method, whose name the running program could still read: `#name` is
 * private there too. A constructor has no `#name`, and TypeScript decorates no `#method`: these two may be `private`.
 */
const noPrivateKeyword = {
  create(context) {
    const check = (node) => {
      if (node.accessibility !== 'private' || node.kind === 'constructor') return;
      if (node.decorators.length > 0) return;
      context.report({ node, message: 'A private member has a #name.' });
    };
    return { PropertyDefinition: check, MethodDefinition: check };
  },
};

export default { meta: { name: 'members' }, rules: { 'no-private-keyword': noPrivateKeyword } };
