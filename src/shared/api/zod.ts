import * as z from 'zod';

// A page with a strict content policy reports every attempt to compile code at run time, even a caught one. Schemas look at
// this when they are made, so all modules of the API take zod from here.
z.config({ jitless: true });

export { z };
