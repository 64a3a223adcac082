"""What is there already: databases and charters of earlier releases, brought up to today."""
