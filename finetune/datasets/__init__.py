"""Labelled cases for a head: from a manifest, a folder or the workspace; looked over before use."""
