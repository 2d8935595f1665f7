#!/usr/bin/env python3
"""Holds the Kubernetes recipe against what Kubernetes asks of a job, and runs its containers' commands on this machine.

usage: kubernetes_test.py MANIFEST DATA FOLDER, with a program called lrscope on PATH

Every index runs with the environment that its pod would have and the mounted folders replaced by FOLDER; a container
that fails is run again, as often as backoffLimit allows. What the merge job prints goes to standard output.
"""
import json
import os
import re
import shutil
import subprocess
import sys

import yaml


def check(is_so, message):
    if not is_so:
        sys.exit("FAILED: " + message)


class StrictLoader(yaml.SafeLoader):
    """PyYAML takes the last of two equal keys; Kubernetes refuses them."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        check(len(keys) == len(set(keys)), f"a key is there twice: {sorted(keys)}")
        return super().construct_mapping(node, deep)


def lost(written, read, path=""):
    """Where `read`, the manifest as kubectl's own types hold it, lacks something of `written`."""
    if isinstance(written, dict):
        for key, value in written.items():
            yield from lost(value, read.get(key) if isinstance(read, dict) else None, f"{path}.{key}")
    elif isinstance(written, list):
        for i, value in enumerate(written):
            yield from lost(value, read[i] if isinstance(read, list) and i < len(read) else None, f"{path}[{i}]")
    elif written != read:
        yield f"{path}: {written!r} became {read!r}"


def check_with_kubectl(jobs):
    """Misspelt fields and values of a wrong type do not survive kubectl's own types. Needs no cluster."""
    if not shutil.which("kubectl"):
        return
    for job in jobs:
        # Any change makes kubectl read the manifest and write it again.
        shown = subprocess.run(["kubectl", "set", "image", "--local", "--filename=-", "*=other", "--output=json"],
                               input=json.dumps(job), capture_output=True, text=True)
        check(shown.returncode == 0, f"kubectl does not take the manifest: {shown.stderr}")
        read = json.loads(shown.stdout)
        for ours, theirs in zip(job["spec"]["template"]["spec"]["containers"],
                                read["spec"]["template"]["spec"]["containers"]):
            theirs["image"] = ours["image"]
        check(not list(lost(job, read)), f"not what Kubernetes knows: {list(lost(job, read))}")


def container_of(job):
    check(job.get("apiVersion") == "batch/v1" and job.get("kind") == "Job", "not a Job of batch/v1")
    pod = job["spec"]["template"]["spec"]
    check(pod["restartPolicy"] == "Never", "podFailurePolicy needs restartPolicy: Never")
    check(len(pod["containers"]) == 1, "more than one container")
    container = pod["containers"][0]
    for kind in ("requests", "limits"):
        check(set(container["resources"][kind]) == {"cpu", "memory"}, f"{kind} for cpu and memory")
    volumes = {volume["name"] for volume in pod["volumes"]}
    check(all(mount["name"] in volumes for mount in container["volumeMounts"]), "a mount without its volume")
    return container


def check_sweep(job):
    spec, container = job["spec"], container_of(job)
    check(spec["completionMode"] == "Indexed", "completionMode is not Indexed")
    check(0 < spec["parallelism"] <= spec["completions"], "parallelism is not within completions")
    check(all(type(variable["value"]) is str for variable in container["env"]), "Kubernetes takes text only in env")
    shards = {variable["name"]: variable["value"] for variable in container["env"]}["LRSCOPE_SHARDS"]
    check(shards == str(spec["completions"]), f"LRSCOPE_SHARDS is {shards}, completions {spec['completions']}")
    for rule in spec["podFailurePolicy"]["rules"]:
        if "onExitCodes" in rule:
            check(rule["onExitCodes"]["containerName"] == container["name"], "a rule for no container")
            check(set(rule["onExitCodes"]["values"]) == {2, 3}, "FailJob is for usage and data, 2 and 3")


def run(container, folder, index=None):
    """The container's command as a pod would run it: its status, standard output and standard error."""
    env = dict(os.environ, **{variable["name"]: variable["value"] for variable in container.get("env", [])})
    if index is not None:
        env["JOB_COMPLETION_INDEX"] = str(index)
    words = []
    for word in container["command"]:
        # $(NAME) is the kubelet's; what it does not know stays as it is.
        word = re.sub(r"\$\((\w+)\)", lambda name: env.get(name[1], name[0]), word)
        for mount in container["volumeMounts"]:
            word = re.sub(r"(?<![\w/])" + re.escape(mount["mountPath"]) + "(?=/)", folder + "/" + mount["subPath"], word)
        words.append(word)
    done = subprocess.run(words, env=env, stdin=subprocess.DEVNULL, capture_output=True, cwd="/")
    return done.returncode, done.stdout, done.stderr.decode()


def main(manifest, data, folder):
    with open(manifest) as text:
        jobs = list(yaml.load_all(text, StrictLoader))
    check(len(jobs) == 2, "expected the sweep and the merge")
    sweep, merge = jobs
    check_with_kubectl(jobs)
    check_sweep(sweep)
    check(merge["spec"]["suspend"] is True, "the merge would start at once")
    os.makedirs(folder + "/results")
    os.makedirs(folder + "/data")
    shutil.copy(data, folder + "/data/train.csv")

    retries, restarted = sweep["spec"]["backoffLimit"], []
    for index in range(sweep["spec"]["completions"]):
        status, _, errors = run(container_of(sweep), folder, index)
        while status != 0 and retries > 0:
            check(status not in (2, 3), f"index {index} would fail the job: {errors}")
            early, shown, _ = run(container_of(merge), folder)
            check(early == 5 and not shown, f"merged although index {index} has not ended: {early}")
            retries -= 1
            status, _, errors = run(container_of(sweep), folder, index)
            check("finished before" in errors, f"index {index} began anew: {errors}")
            restarted.append(index)
        check(status == 0, f"index {index} ended with status {status}: {errors}")
    check(restarted == [3], f"indices that were killed and went on: {restarted}")
    status, shown, errors = run(container_of(merge), folder)
    check(status == 0, f"the merge ended with status {status}: {errors}")
    sys.stdout.buffer.write(shown)


main(*sys.argv[1:])
