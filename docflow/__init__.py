"""The service around the pipeline: settings, results, command line. Never imports torch."""
