// What travels between Python and the browser, and what Gradio hands to a component. Nothing here runs: the type checker
// reads it. Python's side of each payload is named beside it.

/** ui/shared/modules.py binds this module for every component of the page. */
declare module 'gatescope:host' {
  /** The component's own element. */
  export const element: any;
  /** Its value and properties; `value` is the server's latest answer. */
  export const props: any;
  /** An event for Python. */
  export const trigger: (event: string, data: unknown) => void;
  export const upload: (file: File) => Promise<{ path: string; url: string }>;
  export const watch: (prop: string, changed: () => void) => void;
  /** What the page shares with the figures (ui/shared/component.py). */
  export const values: { colours: string; even: number; strength: number; peak: number; outline: number } & Record<
    string,
    any
  >;
}

interface Window {
  gatescope?: { run: any };
}
