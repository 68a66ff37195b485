"""Serves the flows of deployed.py until it is stopped."""

from datetime import timedelta

from deployed import greet, lasts, set_aside, stopped, suspends
from prefect import serve

if __name__ == "__main__":
    serve(
        greet.to_deployment("served", interval=timedelta(hours=1), parameters={"name": "served"}, tags=["interop"], version="7"),
        lasts.to_deployment("served"),
        suspends.to_deployment("served"),
        set_aside.to_deployment("served"),
        stopped.to_deployment("served"),
    )
