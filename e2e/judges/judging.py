"""What every judge in Python does: it is told where the sandbox is, calls each method that its API document lists, and
prints a line for each. A method passes when its trial succeeded and the SDK's method of that name was called in it."""

import faulthandler
import os
import sys
import traceback

import localhost_names  # noqa: F401

# A judge that hangs says where it hangs, and ends.
faulthandler.dump_traceback_later(300, exit=True)


class Place:
    """The judged sandbox, as `run-judges.ts` describes it."""

    host = os.environ["JUDGED_HOST"]
    port = int(os.environ["JUDGED_PORT"])
    region = os.environ["JUDGED_REGION"]
    access_key = os.environ["JUDGED_ACCESS_KEY"]
    secret_key = os.environ["JUDGED_SECRET_KEY"]
    second_access_key = os.environ["JUDGED_SECOND_ACCESS_KEY"]
    second_secret_key = os.environ["JUDGED_SECOND_SECRET_KEY"]
    # The same sandbox over TLS, and the certificate that it shows.
    tls_port = int(os.environ["JUDGED_TLS_PORT"])
    ca_file = os.environ["JUDGED_CA_FILE"]


class Watched:
    """An object of an SDK, or its module: which of its functions were called is noted under their names."""

    def __init__(self, subject, called):
        self._subject = subject
        self._called = called

    def __getattr__(self, name):
        found = getattr(self._subject, name)
        if not callable(found):
            return found

        def call(*args, **kwargs):
            self._called.add(name)
            return found(*args, **kwargs)

        return call


class Judge:
    """The methods of one API document and the trials they are put to, in the order in which the trials are written."""

    def __init__(self, methods):
        self._methods = list(methods)
        self._called = set()
        self._trials = []

    def watch(self, subject):
        """The subject, to be called in trials instead of itself."""
        return Watched(subject, self._called)

    def trial(self, *methods):
        """Declares a function as the trial of these methods."""

        def declare(run):
            self._trials.append((methods, run))
            return run

        return declare

    def finish(self):
        """Runs the trials, prints a line for each method and the counts, and ends the program."""
        outcomes = {}
        for methods, run in self._trials:
            self._called.clear()
            problem = None
            try:
                run()
            except Exception as error:  # a judge says what went wrong and goes on
                traceback.print_exc()
                frames = traceback.extract_tb(error.__traceback__)
                where = next(frame for frame in reversed(frames) if frame.name == run.__name__)
                problem = " ".join(f"{type(error).__name__} in “{where.line}”: {error}".split())[:300]
            for method in methods:
                missed = None if method in self._called else "its trial did not call it"
                outcomes[method] = outcomes.get(method) or problem or missed
        for method in self._methods:
            outcomes.setdefault(method, "it has no trial")
        failed_count = 0
        for method, problem in outcomes.items():
            failed_count += problem is not None
            print(f"passed  {method}" if problem is None else f"failed  {method} — {problem}")
        print(f"{len(outcomes) - failed_count} passed, {failed_count} failed", flush=True)
        sys.exit(1 if failed_count else 0)


def expect_refusal(kind, code, run):
    """Runs what must be refused with this error class and code; the code is looked for in the error's text."""
    try:
        run()
    except kind as error:
        assert code in str(error), f"expected {code}, and it was {error}"
        return error
    raise AssertionError(f"expected {code}, and nothing was refused")
