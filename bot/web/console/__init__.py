"""Staff's console at ``/console``: pages in, forms out; what is done is a service's business."""
