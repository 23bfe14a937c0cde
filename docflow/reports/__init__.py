"""Reports for people on how a model did: what went wrong, on the page, and what confidences say."""
