/**
 * Every error that the compiler reports. AD1xxx: operators and their operands; AD2xxx: language constructs; AD3xxx: memory
 * and state; AD4xxx: values; AD5xxx: no errors, but what `cotangent explain` says of derivatives that are zero by
 * convention. `when: "active"` marks those that are errors only if a differentiated value meets them.
 * Placeholders are named; their order of first appearance is the order of a diagnostic's `args`.
 */
export interface Entry {
  readonly title: string;
  readonly message: string;
  /** The way out. */
  readonly help: string;
  readonly when: "always" | "active" | "note";
}

function always<const M extends string>(title: string, message: M, help: string) {
  return { title, message, help, when: "always" } as const;
}

function active<const M extends string>(title: string, message: M, help: string) {
  return { title, message, help, when: "active" } as const;
}

function note<const M extends string>(title: string, message: M, help: string) {
  return { title, message, help, when: "note" } as const;
}

export const catalogue = {
  AD1001: always(
    "The operand is not visible",
    "the operand of `{operator}` must be a function that the compiler can see, but `{operand}` is not",
    "Pass a function declared by `function` or `const`, an inline arrow function, or another operator call.",
  ),
  AD1002: always(
    "The options are not constant",
    "the options of `{operator}` must be known at compile time, but `{options}` is not",
    "Write literals, `{ argnums: [0, 1] }`, and only options that the operator has.",
  ),
  AD1003: always(
    "No such parameter",
    "`argnums` of `{operator}` selects parameter {index}, but `{function}` has {count}",
    "Parameters are counted from 0.",
  ),
  AD1004: always(
    "Nothing to differentiate",
    "`{operator}` cannot differentiate `{function}` by parameter {index}: its type `{type}` has no number in it, or has numbers under keys that are not known",
    "Choose another parameter with `argnums`, or declare the parameter as `number`, `Float64Array`, or an array or record of these. Declare the keys of a dictionary (`interface Params { rate: number }`), or pass keys and values of it, or of a Map, as arrays.",
  ),
  AD1005: always(
    "The result is not a number",
    "`{operator}` needs a function that returns {expected}, but `{function}` returns `{type}`",
    "Return a number, use `hasAux` for `[value, aux]`, or use `vjp` or `jvp` for other results.",
  ),
  AD1006: always(
    "A function that differentiates itself",
    "`{operator}({function})` stands inside `{function}` itself, so it has no finite expansion",
    "Move the derivative out of the function that it differentiates.",
  ),
  AD1007: always(
    "An operator used as a value",
    "`{operator}` must be called directly with a function; here it is used as a value",
    "Write `grad(f)` where the derivative is needed.",
  ),
  AD1008: always(
    "A differentiated closure writes to an outer variable",
    "`{function}` is differentiated and assigns the variable `{variable}`, which is declared outside of it",
    "Return the value instead, for example as `[value, aux]` with `hasAux`.",
  ),
  AD1009: always(
    "A captured function is not known",
    "`{function}` is differentiated and calls `{variable}`, a function that is not known at compile time",
    "Declare it by `function` or `const`, or pass the values that it depends on.",
  ),
  AD1010: always(
    "Primals and tangents are not listed",
    "`{operator}` needs its primals and tangents as tuples with one entry per parameter, but got `{text}`",
    "Write them as literals, as in `jvp(f)([x, y], [dx, dy])`.",
  ),
  AD1011: always(
    "Code of a package under tspc",
    "this needs the derivative of `{function}` in the package `{package}`, where `tspc` cannot put it",
    "Compile with `cotangent build` or a bundler plugin, which can.",
  ),
  AD1012: always(
    "A function of another project",
    "`{function}` belongs to the project `{project}`, and this one has its declaration only",
    "Differentiate it in that project and import its derivative, or list its source in the `include` of this project instead of referring to that one.",
  ),
  AD1013: always(
    "A number to write into",
    "`{operator}` writes the gradient into memory that it is given, and parameter {index} of `{function}` is a number",
    "Select it in a list, as `argnums: [0]` selects parameter 0: its derivative is then put into an array. Or use `grad`.",
  ),
  AD1014: always(
    "Not by a number",
    "`{operator}` differentiates by one number, and parameter {index} of `{function}` is of type `{type}`",
    "Use `hessian` for the second derivatives by arrays and records, `hvp` for those in one direction.",
  ),
  AD1015: always(
    "By numbers at unknown places",
    "`{operator}` needs to know where the numbers in a parameter are, but those of parameter {index} of `{function}`, of type `{type}`, may be anywhere",
    "Lists and trees of any depth have no fixed number of directions: use arrays, records and objects of one class.",
  ),
  AD1016: always(
    "A result with numbers at unknown places",
    "`{operator}` makes a row for each number that `{function}` returns, but in a `{type}` they may be anywhere",
    "Return an array, a record or objects of one class. For lists and trees there are `jvp` and `vjp`.",
  ),
  AD1017: always(
    "Not a linear function",
    "`{operator}` transposes linear functions, but `{function}` is not linear here",
    "For the transpose of a function's derivative use `vjp`.",
  ),
  AD1018: always(
    "A rule of another shape",
    "the rule of `{function}`, `{text}`, does not return what a rule has to return",
    "A rule for `customJvp` returns `[value, tangent]`, the first one for `customVjp` `[value, residuals]` and the second a list with a cotangent for each parameter.",
  ),
  AD1019: active(
    "A rule for captured variables",
    "`{function}` has a rule for its parameters, but it also uses the differentiated `{variable}` from around it",
    "Make it a parameter, so that the rule can say what its derivative is.",
  ),
  AD1020: active(
    "A rule of a function that writes to its arguments",
    "`{function}` has a rule for what it returns, but it or the rule writes to `{parameter}`",
    "Return what is computed in memory of its own; of what a rule is given, only tangents and cotangents may be written to.",
  ),
  AD1022: always(
    "Two rules for one function",
    "`{function}` has a rule already",
    "Keep one of the two, or give both modes in one `defineRule`.",
  ),
  AD1023: always(
    "A schedule of checkpoints that is none",
    "`@checkpoint {text}` says no schedule of checkpoints for this loop",
    "Write `none`, `sqrt`, `halving`, `every K`, `binomial S` or `online S`, with how many steps lie between checkpoints or how many there may be, at least 1; or name a variable that holds a schedule of `cotangent/checkpoint`.",
  ),
  AD1024: always(
    "A loop that cannot be checkpointed",
    "the loop cannot be run again from checkpoints, as {reason}",
    "Leave the loop without a schedule, or move what stands in the way out of it.",
  ),
  AD1025: always(
    "Not by an array of numbers",
    "`{operator}` differentiates by an array of numbers that is always there, and parameter {index} of `{function}` is of type `{type}`",
    "Put the numbers into one `Float64Array` or `number[]`, or use `jacobian` or `hessian`, which take anything.",
  ),
  AD1026: always(
    "It runs once only",
    "`{operator}` runs `{function}` several times, but somebody could tell: it has side effects, or writes to its arguments or to memory of a module",
    "Write to copies of the arguments, or use `jacobian` or `hessian`, which run such a function once.",
  ),
  AD1027: always(
    "A rule that needs its own transpose",
    "the rule of `{function}` gives its tangent by `{function}` itself, of which there is no transpose then",
    "Write out what the tangent is, or give a rule for reverse mode, too: `backward`.",
  ),
  AD2001: always(
    "try and catch",
    "`try` is not supported in differentiated code",
    "Test for the condition before the operation that throws, or move the `try` to the caller.",
  ),
  AD2002: always(
    "for-in loops",
    "`for (... in ...)` goes over objects of a known type and without a class only, not over arrays",
    "Loop over an array of keys with `for (const key of keys)`.",
  ),
  AD2003: always(
    "Generators and async functions",
    "{construct} is not supported in differentiated code",
    "Compute the values in an ordinary function and call it from the asynchronous or generating one.",
  ),
  AD2004: always(
    "An unsupported use of a class",
    "`{text}` is not supported in differentiated code",
    "Use a class of this program that is declared at module level, with fields, methods, accessors and a constructor that returns nothing.",
  ),
  AD2005: always(
    "with, eval and debugger",
    "`{construct}` is not supported in differentiated code",
    "Write the code that it stands for.",
  ),
  AD2006: always(
    "arguments",
    "`arguments` is not supported here: how many there are, or what they are, is not known at compile time",
    "Declare the parameters, or use a rest parameter `(...args)`.",
  ),
  AD2007: always(
    "An unknown this",
    "`this` or `super` stands for nothing that the compiler knows here",
    "Call the function as a method of an object of a class, or pass the object as a parameter.",
  ),
  AD2008: always(
    "Not iterable",
    "`for (... of ...)` over `{text}` is not supported: its type `{type}` is not an array",
    "Copy it into an array before the loop.",
  ),
  AD2009: always(
    "An unsupported statement",
    "`{text}` is not supported in differentiated code",
    "Rewrite it with `if`, `for`, `while` and assignments.",
  ),
  AD2010: always(
    "An expression with effects that is not supported",
    "`{text}` is not supported in differentiated code",
    "Split it into simpler expressions and assignments.",
  ),
  AD2011: active(
    "An unsupported operation",
    "`{text}` has no derivative here",
    "Write it out with arithmetic, `Math` functions, arrays and loops, or wrap it in `stopGradient` if its derivative is not wanted.",
  ),
  AD2012: active(
    "An unsupported method",
    "the method `{method}` is not supported on differentiated values",
    "Write it as a loop.",
  ),
  AD2013: always(
    "A function value that is not known",
    "`{text}` is a function that is not known at compile time",
    "Call a declared function, a local closure, or a function parameter whose argument is one of these.",
  ),
  AD2014: always(
    "A function value that escapes",
    "the function `{text}` is stored or passed where the compiler loses sight of it",
    "Call it directly, or pass it to a function of this program.",
  ),
  AD2015: always(
    "Spread arguments",
    "the spread `{text}` is not supported in this call",
    "Spread into a rest parameter, or pass the arguments one by one.",
  ),
  AD2016: always(
    "Recursion of a closure that writes to outer variables",
    "`{function}` calls itself and assigns the outer variable `{variable}`",
    "Pass the variable as a parameter and return its new value, or keep it in an array.",
  ),
  AD2017: always(
    "An unsupported pattern",
    "the destructuring `{text}` is not supported in differentiated code",
    "Read the elements one by one.",
  ),
  AD2018: always(
    "An unsupported assignment",
    "the assignment to `{text}` is not supported in differentiated code",
    "Assign to a local variable, an array element or an object property.",
  ),
  AD2019: always(
    "A variable without one type",
    "`{variable}` holds {first} on one path and {second} on another",
    "Use two variables.",
  ),
  AD2020: always(
    "A function without a body",
    "`{function}` has no body that the compiler can see",
    "Differentiate a function whose source is part of the program.",
  ),
  AD2021: always(
    "Minified code of a package",
    "`{function}` of the package `{package}` is minified code that is not supported: {reason}",
    "Import a readable build of the package, which shows the place, or write the function in this program.",
  ),
  AD2022: always(
    "An object that only its constructor can make",
    "an object of the hierarchy of `{class}` has private names or functions of its own, and would have to pass between generated code and the rest of the program",
    "Declare the members `private` instead of `#`, functions as methods, and the class at module level; or pass plain data.",
  ),
  AD2023: always(
    "A variable shared by function values",
    "`{variable}` belongs to a function value that is carried through a loop or passed on, and is assigned here",
    "Keep the state in an array or an object, or declare the variable outside of the loop.",
  ),
  AD2024: always(
    "A Map, Set or dictionary that escapes",
    "the {kind} `{text}` is made by differentiated code and leaves it, or meets one from elsewhere",
    "Return or pass its keys and values as arrays (`[...map.values()]`, `Object.values(dictionary)`), or keep it inside of the differentiated function.",
  ),
  AD3001: active(
    "A differentiated value stored in a module variable",
    "the module variable `{variable}` is assigned a differentiated value",
    "Return the value, or keep the state in an object that is passed as a parameter.",
  ),
  AD3002: active(
    "A differentiated value stored in module memory",
    "memory of the module variable `{variable}` is given a differentiated value",
    "Return the value, or pass the array as a parameter.",
  ),
  AD3003: active(
    "The length of a tuple is assigned",
    "assigning `length` is not supported on differentiated tuples",
    "Make an array of the elements that are wanted.",
  ),
  AD3004: active(
    "A deleted property",
    "`delete` is not supported on differentiated objects",
    "Build a new object without the property.",
  ),
  AD3005: always(
    "A returned object whose references change",
    "`{function}` returns an object that may lead back to its own kind, and changes references in what it was given; a pullback that is called again would not find its parts",
    "Return numbers or plain arrays of what is wanted, or build a new object, or use `grad` or `jvp`.",
  ),
  AD3006: always(
    "Data inside a function around a module",
    "`{variable}` is data of the function around it, which runs when the module is loaded and has no body to take it from",
    "Give the function a body in braces, or declare the data at the top level of its module.",
  ),
  AD3007: always(
    "A list or tree made by a function, whose references change",
    "`{function}` makes objects that may lead back to their own kind, and references in them change later; a pullback that is called again would not find its parts",
    "Use `grad`, `valueAndGrad` or `jvp`, or make the objects where they are used.",
  ),
  AD3008: always(
    "A linear map of arguments whose references change",
    "`{operator}` runs `{function}` again, as it changes which memory its arguments refer to or returns a list or tree, but it has side effects or objects of classes among its arguments",
    "Use `jvp`, or let the function make new memory instead of changing references and return arrays or records.",
  ),
  AD3009: always(
    "References that change in memory taken as a whole",
    "`{function}` changes references in `{variable}` or what it leads to, of which a function with a rule or a checkpoint takes shadows as a whole; a pullback that is called again would not find the references as they were",
    "Use `grad`, `valueAndGrad` or `jvp`, or make new objects instead of changing references.",
  ),
  AD3010: always(
    "Views of one buffer",
    "`{text}` is a view of a buffer that others may have as well, which would not see the derivative of what is written to it",
    "Make one array and use `subarray`, or make the view outside and pass it as an argument.",
  ),
  AD4001: active(
    "A call of unknown code",
    "`{function}` has no source that the compiler can see, so its derivative is unknown",
    "Write the function in this program, or pass `stopGradient(x)` where no derivative is wanted.",
  ),
  AD4002: active(
    "A number that went through a string",
    "`{text}` turns a differentiated value into a string and back, which has no derivative",
    "Round with arithmetic, or say that no derivative is wanted: `stopGradient(x)`.",
  ),
  AD4003: active(
    "A value of several types",
    "`{text}` is a differentiated value here and something of another type elsewhere",
    "Use variables, parameters or fields of one type each.",
  ),
  AD4004: active(
    "An object of unknown shape",
    "`{text}` reads or writes an object whose shape the compiler does not know",
    "Declare its type as an interface or object type whose members are data.",
  ),
  AD4005: active(
    "A call into another project",
    "`{function}` belongs to the project `{project}`, and this one has its declaration only, so its derivative is unknown",
    "Differentiate in that project and import the derivative, or list its source in the `include` of this project instead of referring to that one.",
  ),
  AD4006: active(
    "A differentiated order",
    "`{function}` takes whole numbers for `{text}`, so it has no derivative by it, but it is differentiated here",
    "Round it, as `Math.round(n)`, or say that no derivative is wanted: `stopGradient(n)`.",
  ),
  AD5001: note(
    "Zero by convention: a comparison",
    "zero by convention: the derivative does not go through `{text}`: a comparison or test is piecewise constant",
    "Weigh both sides smoothly where the decision itself should be differentiated.",
  ),
  AD5002: note(
    "Zero by convention: a rounding",
    "zero by convention: the derivative does not go through `{text}`: rounding is piecewise constant",
    "Leave the rounding out of what is differentiated, or add `x - stopGradient(x)` to let the derivative pass.",
  ),
  AD5003: note(
    "Zero by convention: an integer",
    "zero by convention: the derivative does not go through `{text}`: integers, their bits and indices carry none",
    "Interpolate between neighbours where an index should be differentiated.",
  ),
  AD5004: note(
    "Zero by convention: a string",
    "zero by convention: the derivative does not go through `{text}`: text carries none",
    "Keep the number itself for further computation.",
  ),
  AD5005: note(
    "Zero by request",
    "zero by request: the derivative stops at `{text}`",
    "Leave out `stopGradient` where the derivative is wanted.",
  ),
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof catalogue;

type Names<M extends string> = M extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The values of a message's placeholders. */
export type MessageArgs<C extends Code> = { readonly [Name in Names<(typeof catalogue)[C]["message"]>]: string };

export function placeholders(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))];
}
