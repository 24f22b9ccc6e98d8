/**
 * Refuses a function that is written where it is assigned to a property. V8 allocates such a function in the memory of
 * objects that last, as it takes it for a method; if it is made for each request, it holds what it refers to until the
 * next collection of the whole heap. A function that is a constant first does not.
 *
 * @see https://github.com/v8/v8/blob/13.6.233/src/parsing/parser.h CheckAssigningFunctionLiteralToProperty
 */
const noFunctionAsProperty = {
  create(context) {
    return {
      AssignmentExpression({ left, right }) {
        const isFunction = /^(ArrowFunction|Function)Expression$/.test(right.type);
        if (left.type !== 'MemberExpression' || !isFunction) return;
        context.report({ node: right, message: 'Name the function before it becomes a property.' });
      },
    };
  },
};

export default {
  meta: { name: 'functions' },
  rules: { 'no-function-as-property': noFunctionAsProperty },
};
