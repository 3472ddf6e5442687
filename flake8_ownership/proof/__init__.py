"""`pytest --ownership`: a project's own tests are run with failures injected, and show what becomes of them.

`plugin` is all that pytest loads of it unless it is asked for. `claims` asks the engine what it says of the project;
`loading` and `rewriting` put probes into its modules as they are imported, in memory; `probes` is what they call;
`watching` hears who is told of a failure; `judging` says how one ended and whether the claim holds; `session` plans the
runs and makes them; `summary` and `writing` tell of the result.

Here the project's code does run, because whoever starts pytest runs it. Nothing of the project is changed on disk.
"""
